import {
  ActionIcon,
  AppShell,
  Badge,
  Burger,
  Button,
  Group,
  Menu,
  ScrollArea,
  Text,
  TextInput,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconChartBar,
  IconChevronDown,
  IconCommand,
  IconInbox,
  IconKeyboard,
  IconLanguage,
  IconLayoutDashboard,
  IconLock,
  IconLogout,
  IconMapPin,
  IconMoon,
  IconSearch,
  IconSettings,
  IconSun,
  IconSunMoon,
  IconTable,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import { fold } from '#ground/text'
import { call, type SystemMeta, type TaskPage } from './api.ts'
import { focusSearch, KeysHelp, useKeys } from './keys.tsx'
import { useLanguage } from './language.tsx'
import lotus from './lotus.svg'
import { NoticeBell } from './notices.tsx'
import { type Command, Palette } from './palette.tsx'
import { StepUp } from './proof.tsx'
import { useMeta, useSession } from './session.tsx'
import { SignIn } from './sign-in.tsx'
import { ErrorBoundary, Failure, Forbidden, Loading, OfflineBanner } from './states.tsx'
import { viewsFor } from './views.ts'

/** The frame around every screen; a stranger gets the sign-in page in its place, at the same address. */
export function Shell() {
  const session = useSession()
  const { t } = useLanguage()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  // The tokens of the house follow their own attribute; a layout effect, so that nothing is painted in between.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = scheme
  }, [scheme])
  useEffect(() => {
    document.title = `${t('appName')} · Sen`
  }, [t])
  if (session.loading) return <Loading lines={3} />
  if (session.failure && !session.me) return <Failure reason={session.failure} retry={session.retry} />
  if (!session.signedIn) return <SignIn />
  if (!session.lost && session.me?.roles.length === 0)
    return (
      <main id="main">
        <Forbidden text={t('noRole')}>
          <Button variant="default" onClick={() => void session.signOut()}>
            {t('signOut')}
          </Button>
        </Forbidden>
      </main>
    )
  return (
    <>
      <div inert={session.lost || undefined}>
        <Frame />
      </div>
      {session.lost ? null : <StepUp />}
      {session.lost ? (
        <div className="curtain" role="dialog" aria-modal="true" aria-label={t('signInTitle')}>
          <SignIn again />
        </div>
      ) : null}
    </>
  )
}

function Frame() {
  const { t, lang, choose } = useLanguage()
  const session = useSession()
  const router = useRouter()
  const [navOpen, nav] = useDisclosure(false)
  const [paletteOpen, palette] = useDisclosure(false)
  const [keysOpen, keys] = useDisclosure(false)
  const { setColorScheme } = useMantineColorScheme()
  const path = useRouterState({ select: (state) => state.location.pathname })

  // biome-ignore lint/correctness/useExhaustiveDependencies: moving to another screen closes the drawer
  useEffect(() => nav.close(), [path])

  useKeys({ 'ctrl+k': () => palette.toggle() }, { always: true })
  useKeys({
    '/': () => {
      if (!focusSearch()) palette.open()
    },
    '?': () => keys.open(),
    'g v': () => void router.navigate({ to: '/queue/$scope', params: { scope: 'mine' }, search: {} }),
    'g h': () => void router.navigate({ to: '/queue/$scope', params: { scope: 'unit' }, search: {} }),
    'g b': () => void router.navigate({ to: '/boards', search: {} }),
    'g d': () => void router.navigate({ to: '/map', search: {} }),
  })

  const commands = useMemo<Command[]>(
    () => [
      { id: 'language', label: t('switchLanguage'), run: () => choose(lang === 'vi' ? 'en' : 'vi') },
      { id: 'light', label: `${t('theme')}: ${t('themeLight')}`, run: () => setColorScheme('light') },
      { id: 'dark', label: `${t('theme')}: ${t('themeDark')}`, run: () => setColorScheme('dark') },
      { id: 'auto', label: `${t('theme')}: ${t('themeAuto')}`, run: () => setColorScheme('auto') },
      { id: 'keys', label: t('keysTitle'), run: keys.open },
      { id: 'sign-out', label: t('signOut'), run: () => void session.signOut() },
    ],
    [t, lang, choose, setColorScheme, keys.open, session],
  )

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 256, breakpoint: 'md', collapsed: { mobile: !navOpen } }}
      padding={0}
      layout="alt"
    >
      <a href="#main" className="skip-link">
        {t('skip')}
      </a>
      <AppShell.Header className="top">
        <Burger opened={navOpen} onClick={nav.toggle} hiddenFrom="md" size="sm" aria-label={t('menu')} />
        <UnstyledButton className="find-box" onClick={palette.open}>
          <IconSearch size={16} aria-hidden="true" />
          <span className="find-text">{t('palette')}</span>
          <kbd className="find-key">Ctrl K</kbd>
        </UnstyledButton>
        <Group gap={4} ml="auto" wrap="nowrap">
          {session.me?.demo ? (
            <Badge variant="outline" color="delta" visibleFrom="sm">
              {t('demo')}
            </Badge>
          ) : null}
          <Tooltip label={t('keysTitle')}>
            <ActionIcon variant="subtle" size="lg" onClick={keys.open} aria-label={t('keysTitle')} visibleFrom="sm">
              <IconKeyboard size={20} />
            </ActionIcon>
          </Tooltip>
          <NoticeBell />
          <AccountMenu openKeys={keys.open} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="side" aria-label={t('navigation')}>
        <Navigation close={nav.close} opened={navOpen} />
      </AppShell.Navbar>
      <AppShell.Main className="stage" id="main" tabIndex={-1}>
        <OfflineBanner />
        <div className="page">
          <ErrorBoundary place={path}>
            <Outlet />
          </ErrorBoundary>
        </div>
      </AppShell.Main>
      <Palette opened={paletteOpen} close={palette.close} commands={commands} />
      <KeysHelp opened={keysOpen} close={keys.close} />
    </AppShell>
  )
}

function AccountMenu({ openKeys }: { openKeys: () => void }) {
  const { t, say, lang, choose } = useLanguage()
  const { me, signOut } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const role = me?.roles[0]
  const themes = [
    ['light', t('themeLight'), <IconSun key="i" size={16} />],
    ['dark', t('themeDark'), <IconMoon key="i" size={16} />],
    ['auto', t('themeAuto'), <IconSunMoon key="i" size={16} />],
  ] as const
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <UnstyledButton className="account">
          <span className="for-readers">{t('account')}: </span>
          <span className="account-mark" aria-hidden="true">
            {initials(me?.account?.name ?? '')}
          </span>
          <span className="account-text">
            <span className="account-name">{me?.account?.name}</span>
            {role ? (
              <span className="account-role">
                {say(role.title)} · {role.unit.name}
              </span>
            ) : null}
          </span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('myRoles')}</Menu.Label>
        <div className="role-rows">
          {me?.roles.map((one) => (
            <div key={`${one.role} ${one.unit.id}`}>
              <Text size="sm" fw={500}>
                {say(one.title)}
              </Text>
              <Text size="xs" c="dimmed">
                {one.unit.name}
                {one.inPlaceOf ? ` · ${t('inPlaceOf', { name: one.inPlaceOf })}` : null}
              </Text>
            </div>
          ))}
        </div>
        <Menu.Divider />
        <Menu.Label>{t('theme')}</Menu.Label>
        {themes.map(([name, label, icon]) => (
          <Menu.Item
            key={name}
            leftSection={icon}
            onClick={() => setColorScheme(name)}
            rightSection={colorScheme === name ? '✓' : null}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLanguage size={16} />} onClick={() => choose(lang === 'vi' ? 'en' : 'vi')}>
          <span lang={lang === 'vi' ? 'en' : 'vi'}>{t('switchLanguage')}</span>
        </Menu.Item>
        <Menu.Item leftSection={<IconCommand size={16} />} onClick={openKeys}>
          {t('keysTitle')}
        </Menu.Item>
        <Menu.Item component="a" href="/toi/uy-quyen" leftSection={<IconUsersGroup size={16} />}>
          {t('delegation')}
        </Menu.Item>
        <Menu.Item component="a" href="/toi/bao-mat" leftSection={<IconLock size={16} />}>
          {t('security')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Vietnamese names are called by the last word: “Trần Thị Mai” → “TM”. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  const first = parts[0]?.[0] ?? ''
  return parts.length > 1 ? `${first}${parts.at(-1)?.[0] ?? ''}`.toUpperCase() : first.toUpperCase()
}

/** Roles for which the house has a desk of its own, drawn by the server. */
const DESK_ROLES = ['administrator', 'auditor', 'data-protection-officer']

function Navigation({ close, opened }: { close: () => void; opened: boolean }) {
  const { t, say } = useLanguage()
  const session = useSession()
  const { data: meta } = useMeta()
  const [filter, setFilter] = useState('')
  const { data: work } = useQuery({
    queryKey: ['tasks', 'counts'],
    queryFn: ({ signal }) => call<TaskPage>('/api/v1/tasks?scope=mine&limit=1', { signal }),
    refetchInterval: 15_000,
  })
  const roles = session.me?.roles.map((one) => one.role) ?? []
  const systems = (meta?.systems ?? []).filter((one) => one.records.length > 0 || viewsFor(one.name, roles).length > 0)
  const many = systems.length > 6
  const wanted = fold(filter)
  const shown = systems.filter(
    (system) =>
      wanted === '' ||
      fold(say(system.title)).includes(wanted) ||
      viewsFor(system.name, roles).some((view) => fold(say(view.title)).includes(wanted)) ||
      system.records.some((record) => fold(say(record.plural)).includes(wanted)),
  )
  return (
    <>
      <div className="brand">
        <Link to="/queue/$scope" params={{ scope: 'mine' }} search={{}} className="brand-link">
          <img src={lotus} alt="" width={30} height={30} />
          <span>Sen</span>
        </Link>
        {opened ? (
          <Burger opened onClick={close} hiddenFrom="md" size="sm" color="white" aria-label={t('close')} />
        ) : null}
      </div>
      <ScrollArea className="side-scroll" type="auto" viewportProps={{ tabIndex: -1 }}>
        <SideGroup title={t('work')}>
          <SideLink to="/queue/mine" icon={<IconInbox size={18} />} label={t('mine')} count={work?.counts.mine} />
          <SideLink
            to="/queue/unit"
            icon={<IconUsersGroup size={18} />}
            label={t('unitQueue')}
            count={work?.counts.unit}
            alarm={work?.counts.late}
          />
        </SideGroup>
        <SideGroup title={t('overview')}>
          <SideLink to="/boards" icon={<IconChartBar size={18} />} label={t('boards')} />
          <SideLink to="/map" icon={<IconMapPin size={18} />} label={t('map')} />
          {session.me?.roles.some((one) => DESK_ROLES.includes(one.role)) ? (
            <li>
              <a href="/quan-tri" className="side-link">
                <span aria-hidden="true" className="side-icon">
                  <IconSettings size={18} />
                </span>
                <span className="side-label">{t('houseDesk')}</span>
              </a>
            </li>
          ) : null}
        </SideGroup>
        {systems.length ? (
          <SideGroup title={t('systems')}>
            {many ? (
              <li className="side-filter">
                <TextInput
                  size="xs"
                  value={filter}
                  onChange={(event) => setFilter(event.currentTarget.value)}
                  placeholder={t('findSystem')}
                  aria-label={t('findSystem')}
                  leftSection={<IconSearch size={14} />}
                />
              </li>
            ) : null}
            {shown.map((system) => (
              <SystemLinks key={system.name} system={system} roles={roles} open={!many || wanted !== ''} />
            ))}
          </SideGroup>
        ) : null}
      </ScrollArea>
      <div className="side-foot">
        <SideUnit />
      </div>
    </>
  )
}

function SideUnit() {
  const { say } = useLanguage()
  const { me } = useSession()
  const role = me?.roles[0]
  if (!role) return null
  return (
    <Group gap={8} wrap="nowrap">
      <IconUser size={16} aria-hidden="true" />
      <span>
        {role.unit.name}
        <br />
        <small>{say(role.title)}</small>
      </span>
    </Group>
  )
}

function SideGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="side-group">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  )
}

function SideLink({
  to,
  icon,
  label,
  count,
  alarm,
}: {
  to: string
  icon: ReactNode
  label: string
  count?: number
  alarm?: number
}) {
  const { t } = useLanguage()
  return (
    <li>
      <Link
        to={to}
        search={{}}
        className="side-link"
        activeProps={{ 'data-active': 'true' }}
        activeOptions={{ includeSearch: false }}
      >
        <span aria-hidden="true" className="side-icon">
          {icon}
        </span>
        <span className="side-label">{label}</span>
        {alarm ? (
          <span className="side-alarm">
            {alarm}
            <span className="for-readers"> {t('countLate')}</span>
          </span>
        ) : null}
        {count !== undefined ? <span className="side-count">{count}</span> : null}
      </Link>
    </li>
  )
}

function SystemLinks({ system, roles, open }: { system: SystemMeta; roles: readonly string[]; open: boolean }) {
  const { say } = useLanguage()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const here = ['records', 'cases', 'desk'].some((part) => path.includes(`/${part}/${system.name}/`))
  const [wanted, setWanted] = useState<boolean | null>(null)
  const shown = wanted ?? (open || here)
  return (
    <li>
      <button type="button" className="side-system" aria-expanded={shown} onClick={() => setWanted(!shown)}>
        <span className="side-label">{say(system.title)}</span>
        <IconChevronDown size={14} aria-hidden="true" className="side-chevron" />
      </button>
      {shown ? (
        <ul className="side-records">
          {viewsFor(system.name, roles).map((view) => (
            <SideLink
              key={view.path}
              to={`/desk/${system.name}/${view.path}`}
              icon={<IconLayoutDashboard size={16} />}
              label={say(view.title)}
            />
          ))}
          {system.records.map((record) => (
            <SideLink
              key={record.name}
              to={`/records/${system.name}/${record.name}`}
              icon={<IconTable size={16} />}
              label={say(record.plural)}
            />
          ))}
        </ul>
      ) : null}
    </li>
  )
}
