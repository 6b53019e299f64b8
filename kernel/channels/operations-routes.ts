import type { FastifyInstance, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { queueState } from '#kernel/store'
import {
  type Alert,
  type AlertRule,
  alertRulesOn,
  type HostRow,
  listAlerts,
  listHosts,
  markAlert,
  refuseAlert,
  type SealState,
  sealState,
} from '#kernel/trust'
import { type Html, html } from './face/html.ts'
import {
  breadcrumb,
  button,
  card,
  csrfField,
  definitions,
  empty,
  heading,
  linkButton,
  notice,
  pill,
  type Tone,
  table,
} from './face/parts.ts'
import { dayText, type Lang, momentText, numberText, say } from './face/words.ts'
import { readForm, sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'
import { type HostState, OPERATIONS_PATH, roomText } from './watch.ts'

const w = {
  title: { vi: 'Vận hành', en: 'Operations' },
  lead: {
    vi: 'Điều gì đang sai, bản sao lưu đến đâu, máy nào đang phục vụ.',
    en: 'What is wrong, how far the backups reach, which hosts serve.',
  },
  desk: { vi: 'Quản trị', en: 'Administration' },
  alerts: { vi: 'Cảnh báo', en: 'Alerts' },
  quiet: { vi: 'Không có cảnh báo nào', en: 'No alerts' },
  quietBody: {
    vi: 'Các điều kiện được xem mỗi phút; có gì sai sẽ hiện ở đây và trong thông báo của người quản trị.',
    en: 'Conditions are looked at every minute; what goes wrong shows here and in the notices of administrators.',
  },
  closedAlerts: { vi: 'Cảnh báo đã đóng', en: 'Closed alerts' },
  acknowledge: { vi: 'Đã biết, đang xử lý', en: 'Seen, at work on it' },
  close: { vi: 'Đóng cảnh báo', en: 'Close the alert' },
  note: { vi: 'Ghi chú cho ca sau', en: 'Note for the next shift' },
  noteHelp: { vi: 'Đã làm gì, ai làm. Cần có khi đóng.', en: 'What was done and by whom. Needed to close.' },
  open: { vi: 'đang mở', en: 'open' },
  acknowledged: { vi: 'đã biết', en: 'acknowledged' },
  critical: { vi: 'nghiêm trọng', en: 'critical' },
  warning: { vi: 'lưu ý', en: 'warning' },
  backups: { vi: 'Sao lưu', en: 'Backups' },
  hosts: { vi: 'Tiến trình phục vụ', en: 'Hosts' },
  queue: { vi: 'Việc nền', en: 'Jobs' },
  log: { vi: 'Nhật ký niêm phong', en: 'Sealed log' },
  rules: { vi: 'Ngưỡng cảnh báo đang áp dụng', en: 'Thresholds in force' },
  done: { vi: 'Đã ghi.', en: 'Noted.' },
  nothing: { vi: 'chưa có', en: 'none yet' },
} satisfies Record<string, Words>

const ruleWords: Record<string, Words> = {
  'sign-in-refused': { vi: 'Đăng nhập bị từ chối, toàn hệ thống', en: 'Refused sign-ins, whole house' },
  'sign-in-refused-account': { vi: 'Đăng nhập bị từ chối, một tài khoản', en: 'Refused sign-ins, one account' },
  'sign-in-refused-network': { vi: 'Đăng nhập bị từ chối, một mạng', en: 'Refused sign-ins, one network' },
  'log-unsealed': { vi: 'Nhật ký chưa niêm phong', en: 'Unsealed log' },
  'jobs-given-up': { vi: 'Việc nền bị bỏ', en: 'Jobs given up' },
  'jobs-late': { vi: 'Việc nền bị dồn', en: 'Jobs late' },
  'disk-low': { vi: 'Ổ đĩa sắp đầy', en: 'Disk low' },
  'backup-old': { vi: 'Sao lưu cũ hoặc không chép ra được', en: 'Backup old or not shipped' },
  'key-expires': { vi: 'Chứng thư, khóa sắp hết hạn', en: 'Certificates, keys' },
  'clock-drift': { vi: 'Đồng hồ lệch', en: 'Clock drift' },
  'host-gone': { vi: 'Tiến trình im lặng', en: 'Host silent' },
}
const valueWords: Record<string, Words> = {
  countMax: { vi: 'trường hợp', en: 'cases' },
  windowMinutes: { vi: 'phút', en: 'minutes' },
  ageSecondsMax: { vi: 'giây', en: 'seconds' },
  freeGibMin: { vi: 'GiB còn trống', en: 'GiB free' },
  criticalGibMin: { vi: 'GiB (nghiêm trọng)', en: 'GiB (critical)' },
  ageHoursMax: { vi: 'giờ tuổi bản sao', en: 'hours of age' },
  behindMinutesMax: { vi: 'phút chưa chép', en: 'minutes behind' },
  daysMin: { vi: 'ngày trước khi hết hạn', en: 'days before the end' },
  keyAgeDaysMax: { vi: 'ngày tuổi khóa', en: 'days of a key' },
  secondsMax: { vi: 'giây', en: 'seconds' },
  silentSecondsMax: { vi: 'giây im lặng', en: 'seconds of silence' },
}

interface Shown {
  standing: Alert[]
  closed: Alert[]
  hosts: HostRow[]
  rules: AlertRule[]
  queue: { waiting: number; late: number; givenUp: number }
  seal: SealState
  now: Date
}

/** What went wrong with one alert's form: shown at it, with what was typed. */
interface Wrong {
  alert: string
  note: string
  words: string
}

/** The operator's page: alerts to be seen and closed, copies, jobs, hosts. Administrators write, auditors look. */
export function operationsRoutes(site: Site, app: FastifyInstance): void {
  const { database } = site
  const tags = ['operations']
  const looking = { access: 'officer' as const, roles: ['administrator', 'auditor'] }
  const doing = { access: 'officer' as const, roles: ['administrator'], ownCsrf: true }

  const gather = async (request: FastifyRequest): Promise<Shown> => {
    const shown = await database.transaction(
      request.actor,
      async (tx) => ({
        standing: await listAlerts(tx, 'standing'),
        closed: (await listAlerts(tx, 'closed')).slice(0, 20),
        hosts: await listHosts(tx),
        rules: [...(await alertRulesOn(tx, localDate(tx.now))).values()],
        now: tx.now,
      }),
      { soft: true },
    )
    return { ...shown, queue: await queueState(database), seal: await sealState(database) }
  }

  app.get(
    OPERATIONS_PATH,
    { config: looking, schema: { tags, summary: 'Trang vận hành: cảnh báo, sao lưu, việc nền, tiến trình' } },
    async (request, reply) => {
      const done = (request.query as { xong?: string }).xong !== undefined
      return sendPage(site, request, reply, operationsPage(await gather(request), request, { done }))
    },
  )

  const mark =
    (to: 'acknowledged' | 'closed') => async (request: FastifyRequest, reply: Parameters<typeof sendPage>[2]) => {
      const form = await readForm(site, request)
      const { alert } = request.params as { alert: string }
      const note = form.get('note') ?? ''
      try {
        if (!isUuid(alert)) throw refuseAlert.unknown()
        await database.transaction(request.actor, (tx) => markAlert(tx, alert, to, note))
        return reply.redirect(`${OPERATIONS_PATH}?xong`, 303)
      } catch (error) {
        if (!(error instanceof Refusal) || error.field !== 'note') throw error
        reply.status(statusOf[error.kind])
        return sendPage(
          site,
          request,
          reply,
          operationsPage(await gather(request), request, { wrong: { alert, note, words: error.say(request.lang) } }),
        )
      }
    }
  app.post(
    `${OPERATIONS_PATH}/canh-bao/:alert/nhan`,
    { config: doing, schema: { tags, summary: 'Ghi nhận một cảnh báo' } },
    mark('acknowledged'),
  )
  app.post(
    `${OPERATIONS_PATH}/canh-bao/:alert/dong`,
    { config: doing, schema: { tags, summary: 'Đóng một cảnh báo, kèm ghi chú' } },
    mark('closed'),
  )
}

const ago = (from: Date | string | null | undefined, now: Date, lang: Lang): string => {
  if (!from) return say(w.nothing, lang)
  const minutes = Math.max(0, (now.getTime() - new Date(from).getTime()) / 60_000)
  const [count, vi, en] =
    minutes < 1
      ? [0, 'vừa xong', 'just now']
      : minutes < 90
        ? [Math.round(minutes), 'phút trước', 'minutes ago']
        : minutes < 2_880
          ? [Math.round(minutes / 60), 'giờ trước', 'hours ago']
          : [Math.round(minutes / 1_440), 'ngày trước', 'days ago']
  return count === 0 ? { vi, en }[lang] : `${numberText(count, lang)} ${{ vi, en }[lang]}`
}

function operationsPage(
  shown: Shown,
  request: FastifyRequest,
  given: { done?: boolean; wrong?: Wrong },
): { title: Words; body: Html; wide: boolean; sheets: string[] } {
  const { lang } = request
  const { now } = shown
  const mayDo = request.actor.roles.some((grant) => grant.role === 'administrator')
  const states = shown.hosts.map((row) => ({ row, state: row.state as unknown as HostState }))
  const alive = states.filter(({ row }) => row.leftAt === null && now.getTime() - row.seenAt.getTime() < 60_000)
  const backup = alive.map(({ state }) => state.backup).find((one) => one?.to)
  const disk = alive.flatMap(({ state }) => state.disks ?? []).sort((a, b) => a.freeBytes - b.freeBytes)[0]
  const critical = shown.standing.filter((one) => one.severity === 'critical' && one.state === 'open').length
  const unsealed = shown.seal.oldestUnsealedAt
    ? Math.round((now.getTime() - shown.seal.oldestUnsealedAt.getTime()) / 1_000)
    : 0
  const number = (words: Words, value: string, tone: Tone, hint: string) =>
    html`<li>${pill({ tone, words }, lang)}<strong>${value}</strong><span class="hint">${hint}</span></li>`
  const v = (vi: string, en: string) => ({ vi, en })[lang]

  const body = html`<div class="ops">${breadcrumb(
    [
      { href: '/quan-tri', words: w.desk },
      { href: OPERATIONS_PATH, words: w.title },
    ],
    lang,
  )}
${heading({ title: w.title, lead: w.lead }, lang)}
${given.done ? notice({ tone: 'good', title: w.done, live: true }, lang) : null}
<ul class="ops-numbers">
${number(w.alerts, numberText(shown.standing.length, lang), critical > 0 ? 'bad' : shown.standing.length > 0 ? 'wait' : 'good', critical > 0 ? v(`${critical} nghiêm trọng, chưa ai nhận`, `${critical} critical, nobody at it`) : v('không có gì nghiêm trọng', 'nothing critical'))}
${number(w.backups, backup?.newest ? ago(backup.newest.finishedAt, now, lang) : say(w.nothing, lang), backup?.newest && now.getTime() - Date.parse(backup.newest.finishedAt) < 26 * 3_600_000 ? 'good' : 'wait', backup?.shipping?.coveredTo ? v(`khôi phục được tới ${ago(backup.shipping.coveredTo, now, lang)}`, `restorable up to ${ago(backup.shipping.coveredTo, now, lang)}`) : v('chưa chép liên tục', 'no continuous shipping'))}
${number(w.log, unsealed > 0 ? v(`${unsealed} giây`, `${unsealed} s`) : v('đã niêm', 'sealed'), unsealed > 60 ? 'bad' : 'good', v(`${numberText(shown.seal.size, lang)} sự việc; ${shown.seal.unsealed} đang chờ`, `${numberText(shown.seal.size, lang)} facts; ${shown.seal.unsealed} wait`))}
${number(w.queue, numberText(shown.queue.waiting, lang), shown.queue.givenUp > 0 ? 'bad' : shown.queue.late > 0 ? 'wait' : 'good', v(`${shown.queue.late} trễ, ${shown.queue.givenUp} bị bỏ`, `${shown.queue.late} late, ${shown.queue.givenUp} given up`))}
${number(w.hosts, numberText(alive.length, lang), alive.length === 0 ? 'bad' : alive.length < states.filter(({ row }) => row.leftAt === null).length ? 'wait' : 'good', disk ? v(`đĩa chật nhất còn ${roomText(disk.freeBytes, lang)}`, `tightest disk: ${roomText(disk.freeBytes, lang)} free`) : '')}
</ul>
${card({ title: w.alerts, body: shown.standing.length === 0 ? empty({ title: w.quiet, body: w.quietBody, icon: 'check' }, lang) : html`${shown.standing.map((one) => alertPiece(one, request, mayDo, given.wrong?.alert === one.id ? given.wrong : undefined, now))}` }, lang)}
${card({ title: w.backups, body: backup ? backupPiece(backup, now, lang) : notice({ tone: 'warn', title: { vi: 'Chưa bật sao lưu', en: 'Backups are off' }, body: v('Đặt SEN_BACKUP_DIR tới một ổ đĩa khác rồi khởi động lại, hoặc chạy tay: npx sen backup --to …', 'Set SEN_BACKUP_DIR to another disk and start again, or by hand: npx sen backup --to …') }, lang) }, lang)}
${card({ title: w.hosts, body: hostTable(states, now, lang) }, lang)}
${card({ title: w.rules, body: ruleTable(shown.rules, lang) }, lang)}
${
  shown.closed.length === 0
    ? null
    : card(
        {
          title: w.closedAlerts,
          body: table(
            {
              caption: w.closedAlerts,
              hideCaption: true,
              columns: [
                { words: { vi: 'Cảnh báo', en: 'Alert' } },
                { words: { vi: 'Mở', en: 'Opened' } },
                { words: { vi: 'Đóng', en: 'Closed' } },
                { words: { vi: 'Ai đóng', en: 'By' } },
                { words: { vi: 'Ghi chú', en: 'Note' } },
              ],
              rows: shown.closed.map((one) => [
                one.title[lang],
                momentText(one.openedAt, lang),
                one.closedAt ? momentText(one.closedAt, lang) : '',
                one.closedBy ?? v('tự hết', 'passed by itself'),
                one.note ?? '—',
              ]),
            },
            lang,
          ),
        },
        lang,
      )
}
<div class="actions">${linkButton({ words: { vi: 'Số đo cho Prometheus', en: 'Prometheus metrics' }, href: '/metrics', tone: 'quiet' }, lang)}${linkButton({ words: { vi: 'Sẵn sàng phục vụ', en: 'Readiness' }, href: '/readyz', tone: 'quiet' }, lang)}</div></div>`
  return { title: w.title, body, wide: true, sheets: ['/face/operations.css'] }
}

function alertPiece(one: Alert, request: FastifyRequest, mayDo: boolean, wrong: Wrong | undefined, now: Date): Html {
  const { lang, csrf } = request
  const id = `note-${one.id}`
  const seen = one.state === 'acknowledged'
  const v = (vi: string, en: string) => ({ vi, en })[lang]
  return html`<section class="ops-alert" aria-labelledby="alert-${one.id}"><h3 id="alert-${one.id}">${one.title[lang]} ${pill({ tone: one.severity === 'critical' ? 'bad' : 'wait', words: w[one.severity] }, lang)} ${pill({ tone: seen ? 'active' : 'neutral', words: seen ? w.acknowledged : w.open }, lang)}</h3>
<p>${one.body[lang]}</p>
<p class="hint">${v('Từ', 'Since')} ${momentText(one.openedAt, lang)} · ${v('gặp lại', 'seen')} ${numberText(one.count, lang)} ${v('lần, gần nhất', 'times, last')} ${ago(one.lastAt, now, lang)}${seen ? ` · ${one.acknowledgedBy ?? ''}` : ''}${one.note ? ` · ${one.note}` : ''}</p>
${
  mayDo
    ? html`<form class="form" method="post" action="${OPERATIONS_PATH}/canh-bao/${one.id}/dong" novalidate>${csrfField(csrf)}<div class="${['field', wrong && 'field-wrong']}"><label for="${id}">${say(w.note, lang)}</label><p class="hint" id="${id}-hint">${say(w.noteHelp, lang)}</p>${wrong ? html`<p class="field-error" id="${id}-error">${wrong.words}</p>` : null}<textarea id="${id}" name="note" rows="2" maxlength="1000" aria-describedby="${wrong ? `${id}-error ` : ''}${id}-hint" ?aria-invalid=${wrong !== undefined}>
${wrong?.note ?? ''}</textarea></div><div class="actions">${seen ? null : html`<button type="submit" class="button button-plain" formaction="${OPERATIONS_PATH}/canh-bao/${one.id}/nhan"><span>${say(w.acknowledge, lang)}<span class="unseen"> ${one.title[lang]}</span></span></button>`}${button({ words: w.close, tone: 'primary', about: one.title }, lang)}</div></form>`
    : null
}</section>`
}

function backupPiece(backup: NonNullable<HostState['backup']>, now: Date, lang: Lang): Html {
  const v = (vi: string, en: string) => ({ vi, en })[lang]
  const { shipping } = backup
  return html`${backup.sameDisk ? notice({ tone: 'warn', body: v('Nơi cất cùng ổ đĩa với dữ liệu: hỏng ổ là mất cả hai. Đặt SEN_BACKUP_DIR tới ổ khác, máy khác.', 'Copies lie on the disk of the data: one broken disk takes both. Set SEN_BACKUP_DIR to another disk or machine.') }, lang) : null}
${backup.broken.length > 0 ? notice({ tone: 'error', body: v(`Bản không đọc được: ${backup.broken.join(', ')}`, `Unreadable: ${backup.broken.join(', ')}`) }, lang) : null}
${definitions(
  [
    [{ vi: 'Nơi cất', en: 'Place' }, html`<code>${backup.to ?? ''}</code>`],
    [{ vi: 'Còn trống', en: 'Free' }, backup.freeBytes === null ? null : roomText(backup.freeBytes, lang)],
    [
      { vi: 'Bản mới nhất', en: 'Newest copy' },
      backup.newest
        ? html`${backup.newest.name} · ${momentText(new Date(backup.newest.finishedAt), lang)} · ${roomText(backup.newest.bytes, lang)}`
        : null,
    ],
    [{ vi: 'Số bản đang giữ', en: 'Copies kept' }, numberText(backup.count, lang)],
    [
      { vi: 'Bí mật trong bản ấy', en: 'Secrets in it' },
      backup.newest
        ? ({
            sealed: v('đã niêm bằng cụm mật khẩu', 'sealed'),
            'left-out': v('KHÔNG kèm: giữ bản ngoại tuyến', 'LEFT OUT: keep offline copies'),
            none: v('không có', 'none'),
          }[backup.newest.secrets] ?? backup.newest.secrets)
        : null,
    ],
    [
      { vi: 'Khôi phục được tới', en: 'Restorable up to' },
      shipping?.coveredTo
        ? html`${momentText(new Date(shipping.coveredTo), lang)} (${ago(shipping.coveredTo, now, lang)})`
        : null,
    ],
    [{ vi: 'Nhật ký chờ chép', en: 'Log waiting' }, shipping ? roomText(shipping.behindBytes, lang) : null],
    ...(shipping?.error
      ? [[{ vi: 'Lỗi lần chép gần nhất', en: 'Last error' }, shipping.error.slice(0, 300)] as const]
      : []),
  ],
  lang,
)}`
}

function hostTable(states: readonly { row: HostRow; state: HostState }[], now: Date, lang: Lang): Html {
  const v = (vi: string, en: string) => ({ vi, en })[lang]
  return table(
    {
      caption: w.hosts,
      hideCaption: true,
      empty: empty({ title: { vi: 'Chưa tiến trình nào báo', en: 'No host has said anything yet' } }, lang),
      columns: [
        { words: { vi: 'Máy', en: 'Host' } },
        { words: { vi: 'Trạng thái', en: 'State' } },
        { words: { vi: 'Mở từ', en: 'Since' } },
        { words: { vi: 'Phiên bản', en: 'Version' } },
        { words: { vi: 'Đĩa còn', en: 'Disk free' }, numeric: true },
        { words: { vi: 'Lệch giờ', en: 'Clock' }, numeric: true },
      ],
      rows: states.map(({ row, state }) => {
        const silent = now.getTime() - row.seenAt.getTime() > 60_000
        const [tone, words]: [Tone, Words] =
          row.leftAt !== null
            ? ['neutral', { vi: 'đã đóng', en: 'left' }]
            : silent
              ? ['bad', { vi: 'im lặng', en: 'silent' }]
              : state.draining
                ? ['wait', { vi: 'đang đóng', en: 'draining' }]
                : ['good', { vi: 'phục vụ', en: 'serving' }]
        const disk = (state.disks ?? [])[0]
        return [
          html`${row.name}<br><span class="hint">pid ${row.pid}</span>`,
          html`${pill({ tone, words }, lang)}<br><span class="hint">${ago(row.seenAt, now, lang)}</span>`,
          momentText(row.startedAt, lang),
          html`${row.version}<br><span class="hint">Node ${state.node ?? ''}</span>`,
          disk ? roomText(disk.freeBytes, lang) : '—',
          state.clockSeconds === null || state.clockSeconds === undefined
            ? '—'
            : v(
                `${numberText(Math.round(state.clockSeconds * 100) / 100, 'vi')} giây`,
                `${numberText(Math.round(state.clockSeconds * 100) / 100, 'en')} s`,
              ),
        ]
      }),
    },
    lang,
  )
}

function ruleTable(rules: readonly AlertRule[], lang: Lang): Html {
  return table(
    {
      caption: w.rules,
      hideCaption: true,
      columns: [
        { words: { vi: 'Điều kiện', en: 'Condition' } },
        { words: { vi: 'Ngưỡng', en: 'Threshold' } },
        { words: { vi: 'Từ ngày', en: 'From' } },
        { words: { vi: 'Căn cứ', en: 'Source' } },
      ],
      rows: rules.map((rule) => [
        say(ruleWords[rule.name] ?? rule.name, lang),
        Object.entries(rule.values)
          .map(([name, value]) => `${numberText(value, lang)} ${say(valueWords[name] ?? name, lang)}`)
          .join(' · '),
        dayText(rule.from, lang),
        rule.source,
      ]),
    },
    lang,
  )
}
