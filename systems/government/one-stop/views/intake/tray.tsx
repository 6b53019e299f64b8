import { ActionIcon, Button, Progress, Tooltip } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowsSplit2,
  IconEye,
  IconFileStack,
  IconFolderShare,
  IconRefresh,
  IconScan,
  IconTrash,
  IconUpload,
  IconUserPlus,
} from '@tabler/icons-react'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import {
  Dialog,
  Failure,
  Loading,
  post,
  Refusal,
  type StoredFile,
  ToneBadge,
  told,
  upload,
  useLanguage,
  useSentence,
  type Words,
} from '#kernel/channels/officer'
import type { Card } from '../../scanning/rules.ts'
import { flawWords, scanStateWords, intakeScreenWords as w } from '../../scanning/words.ts'
import type { ScanShown, SentOn, Tray } from './shape.ts'
import { percent, put, shortName } from './text.ts'

/** More than these are not worth a line each. */
const CODE_LINES_MAX = 4

type Sending = { key: number; name: string; part: number; failed: string | null }

/** Papers on their way to a dossier: what the scanner of this counter gave and what was sent from this machine. */
export function TrayPanel({
  tray,
  error,
  retry,
  used,
  take,
  first,
  fill,
  sending: sender,
}: {
  tray: Tray | undefined
  error: unknown
  retry: () => void
  /** Scans that stand in a dossier being put together, with the name of the component. */
  used: ReadonlyMap<string, string>
  /** A fresh tray, as a door answered it. */
  take: (tray: Tray) => void
  first: RefObject<HTMLUListElement | null>
  /** Fills in the applicant by the code of a scanned card. */
  fill: (card: Card) => void
  /** Set to what sends all papers on that lie under the cover of a dossier. */
  sending: RefObject<(() => void) | null>
}) {
  const { say, lang } = useLanguage()
  const sentence = useSentence()
  const [refused, setRefused] = useState<unknown>(null)
  const [sending, setSending] = useState<Sending[]>([])
  const [looked, setLooked] = useState<ScanShown | null>(null)
  const [over, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const nextKey = useRef(0)
  const scans = tray?.scans ?? []

  const act = async (scan: ScanShown, word: string, body: Record<string, unknown> = {}) => {
    setRefused(null)
    try {
      take(await post<Tray>(`/api/v1/one-stop/tray/${scan.id}/${word}`, body))
    } catch (reason) {
      setRefused(reason)
    }
  }
  const tied = scans.filter(isReady)
  const [sendingOn, setSendingOn] = useState(false)
  const [unsent, setUnsent] = useState<string[]>([])
  const sendOn = async (papers: readonly ScanShown[]) => {
    if (papers.length === 0 || sendingOn) return
    setRefused(null)
    setUnsent([])
    setSendingOn(true)
    try {
      const done = await post<SentOn>('/api/v1/one-stop/tray/attach', { scans: papers.map((scan) => scan.id) })
      take(done)
      const sent = done.results.filter((one) => one.ok)
      const numbers = [...new Set(sent.map((one) => one.number))].join(', ')
      if (sent.length > 0) told(say(put(w.sentOn, { count: sent.length, numbers })))
      setUnsent(
        done.results.flatMap((one) => {
          const name = papers.find((scan) => scan.id === one.scan)?.name ?? ''
          return one.ok ? [] : [say(put(w.sentWrong, { name: shortName(name), why: one.message ?? '' }))]
        }),
      )
    } catch (reason) {
      setRefused(reason)
    } finally {
      setSendingOn(false)
    }
  }
  useEffect(() => {
    sender.current = () => void sendOn(tied)
  })
  const joinUp = (at: number) => {
    const above = scans[at - 1]
    const scan = scans[at]
    if (above && scan) void act(above, 'join', { with: [scan.id] })
  }
  const add = (files: Iterable<File>) => {
    for (const file of [...files].slice(0, 40)) {
      const key = nextKey.current++
      const update = (change: Partial<Sending>) =>
        setSending((all) => all.map((one) => (one.key === key ? { ...one, ...change } : one)))
      setSending((all) => [...all, { key, name: file.name, part: 0, failed: null }])
      upload<StoredFile>('/api/v1/files', file, (part) => update({ part }))
        .done.then(async (stored) => {
          take(await post<Tray>('/api/v1/one-stop/tray', { files: [stored.id] }))
          setSending((all) => all.filter((one) => one.key !== key))
        })
        .catch((reason: unknown) => update({ failed: sentence(reason) }))
    }
  }
  const onKey = (event: KeyboardEvent<HTMLLIElement>, at: number) => {
    const scan = scans[at]
    if (!scan || event.target !== event.currentTarget || event.ctrlKey || event.altKey) return
    const lines = [...(first.current?.querySelectorAll<HTMLElement>('li.scan') ?? [])]
    const acts: Record<string, () => void> = {
      arrowdown: () => lines[at + 1]?.focus(),
      arrowup: () => lines[at - 1]?.focus(),
      enter: () => setLooked(scan),
      delete: () => {
        lines[at + 1]?.focus()
        void act(scan, 'discard').then(() => told(say(w.discard)))
      },
      j: () => joinUp(at),
      s: () => scan.sheets.length > 1 && void act(scan, 'split', { at: 2 }),
      r: () => void act(scan, 'read'),
      d: () => void sendOn(isReady(scan) ? [scan] : []),
    }
    const run = acts[event.key.toLowerCase()]
    if (!run) return
    event.preventDefault()
    run()
  }

  return (
    <section
      className="panel intake-tray"
      aria-labelledby="tray-title"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        add(event.dataTransfer.files)
      }}
    >
      <div className="intake-tray-head">
        <h2 id="tray-title">
          {say(w.tray)} <span className="figures">{scans.length > 0 ? scans.length : ''}</span>
        </h2>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconUpload size={14} />}
          onClick={() => picker.current?.click()}
        >
          {say(w.upload)}
        </Button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept=".pdf,.jpg,.jpeg,.png,.webp"
          onChange={(event) => {
            add(event.currentTarget.files ?? [])
            event.currentTarget.value = ''
          }}
        />
      </div>
      <p className="intake-scanner" data-on={tray?.scanner ? true : undefined}>
        <IconScan size={16} aria-hidden="true" />
        {tray?.scanner === null ? say(w.trayNoScanner) : say(w.trayScanner)}
        {tray?.scanner && tray.scanner.waiting > 0
          ? ` · ${say(put(w.trayWaiting, { count: tray.scanner.waiting }))}`
          : ''}
      </p>
      <Refusal reason={refused} />
      {unsent.map((line) => (
        <p key={line} className="field-error" role="alert">
          {line}
        </p>
      ))}
      {tied.length > 0 ? (
        <Button
          className="intake-send-on"
          variant="light"
          size="compact-sm"
          loading={sendingOn}
          leftSection={<IconFolderShare size={16} aria-hidden="true" />}
          onClick={() => void sendOn(tied)}
        >
          {say(put(w.sendAllOn, { count: tied.length }))}
        </Button>
      ) : null}
      {error && !tray ? <Failure reason={error} retry={retry} /> : null}
      {!tray && !error ? <Loading lines={3} /> : null}
      {tray && scans.length === 0 && sending.length === 0 ? (
        <p className="nothing intake-drop">{say(w.trayEmpty)}</p>
      ) : null}
      {sending.map((one) => (
        <div
          key={one.key}
          className="intake-sending"
          data-failed={one.failed ? true : undefined}
          role={one.failed ? 'alert' : undefined}
        >
          {one.failed ? `${one.name}: ${one.failed}` : say(put(w.uploading, { name: one.name }))}
          {one.failed ? null : <Progress value={one.part * 100} size="sm" aria-label={one.name} />}
        </div>
      ))}
      <ul ref={first} className="intake-scans" aria-label={say(w.tray)}>
        {scans.map((scan, at) => {
          const flaws = [...new Set(scan.sheets.flatMap((sheet) => sheet.flaws))]
          const inDossier = used.get(scan.id)
          const sheet = scan.sheets[0]
          const separated = scan.codes.some((code) => code.is === 'separator' && !code.refused)
          const named = scan.componentName !== null && (scan.state === 'read' || separated)
          return (
            <li
              key={scan.id}
              className="scan"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a line of the tray takes the keys of the tray, as a line of a list box does
              tabIndex={0}
              data-used={inDossier ? true : undefined}
              data-state={scan.state}
              onKeyDown={(event) => onKey(event, at)}
            >
              <button
                type="button"
                className="scan-picture"
                onClick={() => setLooked(scan)}
                aria-label={`${say(w.open)}: ${scan.name}`}
              >
                {sheet ? (
                  <img src={sheet.previewUrl.replace('width=640', 'width=160')} alt="" loading="lazy" />
                ) : (
                  <IconFileStack size={28} aria-hidden="true" />
                )}
              </button>
              <div className="scan-text">
                <span className="scan-name">{named ? scan.componentName : scan.name}</span>
                <span className="scan-more">
                  {named ? `${shortName(scan.name)} · ` : ''}
                  {say(put(w.sheets, { count: scan.sheets.length }))}
                </span>
                <span className="scan-marks">
                  {scan.state === 'read' ? null : (
                    <ToneBadge
                      tone={scan.state === 'failed' ? 'bad' : 'wait'}
                      label={say(scanStateWords[scan.state])}
                    />
                  )}
                  {scan.state === 'read' && scan.score !== null && !scan.chosen ? (
                    <ToneBadge
                      tone={scan.score >= 0.72 ? 'good' : 'wait'}
                      label={say(put(w.matched, { percent: percent(scan.score) }))}
                    />
                  ) : null}
                  {separated ? <ToneBadge tone="good" label={say(w.bySeparator)} /> : null}
                  {scan.forNumber ? (
                    <ToneBadge tone="active" label={say(put(w.forDossier, { number: scan.forNumber }))} />
                  ) : null}
                  {inDossier ? <ToneBadge tone="active" label={shortName(inDossier)} /> : null}
                  {flaws.map((flaw) => (
                    <ToneBadge
                      key={flaw}
                      tone={flaw === 'dpi-poor' ? 'neutral' : 'wait'}
                      label={say(flawWords[flaw])}
                    />
                  ))}
                </span>
                {scan.reason ? (
                  <span className="scan-reason" lang="vi">
                    {scan.reason}
                  </span>
                ) : null}
                {codeLines(scan).map((line) => (
                  <span key={line.vi} className="scan-more">
                    {say(line)}
                  </span>
                ))}
                {scan.cards.map((card) => (
                  <Button
                    key={card.national_id}
                    className="scan-act"
                    variant="light"
                    size="compact-xs"
                    leftSection={<IconUserPlus size={14} aria-hidden="true" />}
                    onClick={() => fill(card)}
                  >
                    {say(put(w.fillFromCard, { name: card.full_name }))}
                  </Button>
                ))}
                {isReady(scan) ? (
                  <Button
                    className="scan-act"
                    variant="light"
                    size="compact-xs"
                    disabled={sendingOn}
                    leftSection={<IconFolderShare size={14} aria-hidden="true" />}
                    onClick={() => void sendOn([scan])}
                  >
                    {say(w.sendOn)}
                  </Button>
                ) : null}
                {scan.printedNumber && scan.printedNumber !== scan.forNumber ? (
                  <span className="scan-more">{say(put(w.printedNumber, { number: scan.printedNumber }))}</span>
                ) : null}
                {scan.goesOn && scans[at - 1]?.id === scan.goesOn ? (
                  <Button className="scan-act" variant="light" size="compact-xs" onClick={() => joinUp(at)}>
                    {say(w.goesOn)} · {say(w.joinUp)}
                  </Button>
                ) : null}
              </div>
              <div className="scan-acts">
                {at > 0 && scan.sheets.length > 0 && (scans[at - 1]?.sheets.length ?? 0) > 0 ? (
                  <Act label={say(w.joinUp)} run={() => joinUp(at)} icon={<IconFileStack size={16} />} />
                ) : null}
                {scan.sheets.length > 1 ? (
                  <Act
                    label={say(w.split)}
                    run={() => void act(scan, 'split', { at: 2 })}
                    icon={<IconArrowsSplit2 size={16} />}
                  />
                ) : null}
                {scan.sheets.length > 0 ? (
                  <Act label={say(w.readAgain)} run={() => void act(scan, 'read')} icon={<IconRefresh size={16} />} />
                ) : null}
                {scan.covers.length > 0 ? (
                  <Act
                    label={say(w.notCover)}
                    run={() => void act(scan, 'whole')}
                    icon={<IconArrowBackUp size={16} />}
                  />
                ) : null}
                <Act label={say(w.open)} run={() => setLooked(scan)} icon={<IconEye size={16} />} />
                <Act label={say(w.discard)} run={() => void act(scan, 'discard')} icon={<IconTrash size={16} />} />
              </div>
            </li>
          )
        })}
      </ul>
      {scans.length > 0 ? <p className="nothing intake-tray-help">{say(w.trayHelp)}</p> : null}
      {looked ? (
        <Dialog title={looked.componentName ?? looked.name} close={() => setLooked(null)} size="xl">
          <div className="scan-large">
            {looked.covers.map((cover, at) => (
              <figure key={cover} className="scan-cover">
                <img
                  src={cover.replace('width=640', 'width=320')}
                  alt={say(put(w.coverPicture, { sheet: at + 1 }))}
                  lang={lang}
                />
                <figcaption>{say(put(w.coverPicture, { sheet: at + 1 }))}</figcaption>
              </figure>
            ))}
            {looked.sheets.map((sheet, at) => (
              <img
                key={sheet.previewUrl}
                src={sheet.previewUrl.replace('width=640', 'width=1280')}
                alt={say(put(w.scanOf, { name: looked.name, sheet: at + 1 }))}
                lang={lang}
              />
            ))}
            {looked.head ? <pre className="scan-head">{looked.head}</pre> : null}
          </div>
        </Dialog>
      ) : null}
    </section>
  )
}

/** A paper that may go to the dossier of its cover: it is read, or will not be. */
const isReady = (scan: ScanShown): boolean =>
  scan.forNumber !== null && scan.sheets.length > 0 && (scan.state === 'read' || scan.state === 'failed')

/** What is to be said of the codes of a paper, once each: what a cover named in vain, and what was passed over. */
function codeLines(scan: ScanShown): Words[] {
  const lines = scan.codes.flatMap(({ sheet, is, said, refused }) => {
    if (refused && is === 'dossier') return [put(w.coverRefused, { number: said ?? '' })]
    if (refused && is === 'separator') return [w.separatorRefused]
    if (sheet === 0) return []
    if (is === 'dossier') return [put(w.codeDossier, { sheet, number: said ?? '' })]
    if (is === 'transfer') return [put(w.codeTransfer, { sheet })]
    if (is === 'other') return [put(w.codeOther, { sheet })]
    return is === 'unread' ? [put(w.codeUnread, { sheet })] : []
  })
  return [...new Map(lines.map((line) => [line.vi, line])).values()].slice(0, CODE_LINES_MAX)
}

function Act({ label, run, icon }: { label: string; run: () => void; icon: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" size="md" aria-label={label} onClick={run}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
