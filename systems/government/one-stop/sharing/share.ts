import { createHash, randomBytes, randomInt } from 'node:crypto'
import { refusals } from '#ground/refusal'
import { notify } from '#kernel/cases'
import { type FileRow, fileOfRecord } from '#kernel/papers'
import { changeRow, createRow, type Row } from '#kernel/records'
import type { Tx } from '#kernel/store'
import { getRoot, writeFact } from '#kernel/trust'
import type { StoredPaper } from '../records.ts'
import { Share } from './records.ts'
import {
  CODE_LENGTH,
  CODE_LETTERS,
  type CodeMinutes,
  codeMinutes,
  readCode,
  shareState,
  sharingLimits,
} from './rules.ts'
import { sharingWords } from './words.ts'

export const refuseShare = refusals('share', {
  'no-paper': {
    kind: 'invalid',
    vi: 'Hãy chọn từ 1 đến {max} giấy tờ trong kho của bạn để chia sẻ.',
    en: 'Choose 1 to {max} papers of your store to share.',
  },
  'no-purpose': {
    kind: 'invalid',
    vi: 'Hãy ghi chia sẻ để làm gì, ít nhất 5 ký tự.',
    en: 'Say what the papers are shared for, in at least 5 characters.',
  },
  'no-length': {
    kind: 'invalid',
    vi: 'Hãy chọn mã dùng được trong bao lâu.',
    en: 'Choose how long the code is good.',
  },
  'too-many': {
    kind: 'too-many',
    vi: 'Bạn đang có {max} mã chưa ai mở. Hãy thu hồi bớt trước khi tạo mã mới.',
    en: 'You have {max} codes nobody has opened. Take some back before making another.',
  },
  'wrong-code': {
    kind: 'missing',
    vi: 'Mã không đúng, đã được mở, đã hết hạn hoặc đã bị thu hồi. Hãy xin chủ giấy tờ mã mới.',
    en: 'The code is wrong, was opened already, has expired or was taken back. Ask the owner for a new one.',
  },
  'no-name': {
    kind: 'invalid',
    vi: 'Hãy ghi bạn là ai, thuộc cơ quan nào (ít nhất 3 ký tự).',
    en: 'Say who you are and of which body (at least 3 characters).',
  },
  ended: {
    kind: 'gone',
    vi: 'Lượt xem này đã hết hạn hoặc đã bị chủ giấy tờ thu hồi. Hãy xin mã mới.',
    en: 'This viewing has ended or was taken back by the owner. Ask for a new code.',
  },
  missing: {
    kind: 'missing',
    vi: 'Không tìm thấy lần chia sẻ này trong tài khoản của bạn.',
    en: 'There is no such share in your account.',
  },
})

export type ShareRow = Row<typeof Share>
export type PaperRow = Row<typeof StoredPaper>

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const makeCode = (): string =>
  Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join('')

/** Papers of her store by id, in the order asked; those that are not hers are not found. */
export async function ownPapers(tx: Tx, ids: readonly string[]): Promise<PaperRow[]> {
  const rows = await tx.query<PaperRow>(
    'select * from one_stop.stored_paper where owner = $1 and id = any($2::uuid[])',
    [tx.actor.person, ids],
  )
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
}

/**
 * Shares papers of the actor's store. Answers the row and the code, 50 bits of chance, which is nowhere kept.
 * Refuses share.no-paper, .no-purpose, .no-length, .too-many.
 */
export async function sharePapers(
  tx: Tx,
  given: { papers: readonly string[]; purpose: string; minutes: string },
): Promise<{ share: ShareRow; code: string }> {
  const ids = [...new Set(given.papers)]
  const { papersMax, openSharesMax } = sharingLimits
  const papers = ids.length > 0 && ids.length <= papersMax ? await ownPapers(tx, ids) : []
  if (!tx.actor.person || papers.length === 0 || papers.length !== ids.length)
    throw refuseShare['no-paper']({ max: papersMax }, 'papers')
  const purpose = given.purpose.trim()
  if (purpose.length < 5) throw refuseShare['no-purpose']({}, 'purpose')
  if (!codeMinutes.includes(given.minutes as CodeMinutes)) throw refuseShare['no-length']({}, 'minutes')
  const open = await tx.one<{ n: number }>(
    'select count(*)::int as n from one_stop.share where owner = $1 and opened_at is null and revoked_at is null and expires_at > $2',
    [tx.actor.person, tx.now],
  )
  if ((open?.n ?? 0) >= openSharesMax) throw refuseShare['too-many']({ max: openSharesMax })
  const root = await getRoot(tx)
  const code = makeCode()
  const share = await tx.asHouse(() =>
    createRow(
      tx,
      Share,
      {
        owner: tx.actor.person as string,
        papers: papers.map((paper) => paper.id),
        purpose: purpose.slice(0, 300),
        code_hash: hashOf(code),
        expires_at: new Date(tx.now.getTime() + Number(given.minutes) * 60_000),
      },
      { unit: root.id, fact: 'shared', sample: papers.some((paper) => paper.sample) },
    ),
  )
  return { share, code }
}

/**
 * Opens a code: once, whoever is first. The opener gets a token that shows the papers for half an hour, and the owner a notice.
 * One refusal for every way a code can fail, so that nothing is learnt by trying: share.wrong-code; and .no-name.
 */
export async function openShare(
  tx: Tx,
  given: { code: string; who: string; network: string },
): Promise<{ token: string; until: Date }> {
  const code = readCode(given.code)
  if (!code) throw refuseShare['wrong-code']({}, 'code')
  const named = tx.actor.account ? tx.actor.name : given.who.trim()
  if (named.length < 3) throw refuseShare['no-name']({}, 'who')
  return tx.asHouse(async () => {
    const share = await tx.one<ShareRow>(
      'select * from one_stop.share where code_hash = $1 and opened_at is null and revoked_at is null and expires_at > $2 for update',
      [hashOf(code), tx.now],
    )
    if (!share) throw refuseShare['wrong-code']({}, 'code')
    const token = randomBytes(32).toString('base64url')
    const until = new Date(tx.now.getTime() + sharingLimits.viewMinutes * 60_000)
    const who = named.slice(0, 200)
    await changeRow(tx, Share, share.id, share.version, {
      opened_at: tx.now,
      opened_by: who,
      opened_from: given.network.slice(0, 60),
      viewer_hash: hashOf(token),
      view_until: until,
    })
    const count = share.papers?.length ?? 0
    writeFact(tx, {
      kind: 'opened',
      system: 'one-stop',
      record: 'share',
      recordId: share.id,
      subjects: [share.owner],
      purpose: share.purpose,
      data: { who, papers: count },
    })
    await notify(
      tx,
      { person: share.owner },
      {
        title: sharingWords.told,
        body: {
          vi: sharingWords.toldBody.vi.replace('{who}', who).replace('{count}', String(count)),
          en: sharingWords.toldBody.en.replace('{who}', who).replace('{count}', String(count)),
        },
        link: '/giay-to/da-chia-se',
        key: `share:${share.id}`,
      },
    )
    return { token, until }
  })
}

/** What a token of a viewing shows. Refuses share.ended. */
export async function viewShare(
  tx: Tx,
  token: string | undefined,
): Promise<{ share: ShareRow; owner: string; papers: PaperRow[] }> {
  return tx.asHouse(async () => {
    const share = token
      ? await tx.one<ShareRow & { owner_name: string }>(
          'select s.*, p.full_name as owner_name from one_stop.share s join sen.person p on p.id = s.owner where s.viewer_hash = $1',
          [hashOf(token)],
        )
      : undefined
    if (!share || shareState(share, tx.now) !== 'viewing') throw refuseShare.ended()
    const rows = await tx.query<PaperRow>('select * from one_stop.stored_paper where id = any($1::uuid[])', [
      share.papers ?? [],
    ])
    return { share, owner: share.owner_name, papers: rows }
  })
}

/** The file of a shared paper; the look is written down for the owner to find. Refuses share.ended. */
export async function openSharedFile(tx: Tx, token: string | undefined, paper: string): Promise<FileRow> {
  const { share, papers } = await viewShare(tx, token)
  const found = papers.find((one) => one.id === paper)
  if (!found) throw refuseShare.ended()
  return tx.asHouse(async () => {
    const file = await fileOfRecord(tx, found.file)
    if (!file) throw refuseShare.ended()
    await tx.query('update one_stop.share set views = least(views + 1, 10000) where id = $1', [share.id])
    writeFact(tx, {
      kind: 'read',
      system: 'one-stop',
      record: 'stored-paper',
      recordId: found.id,
      subjects: [share.owner],
      purpose: share.purpose,
      data: { share: share.id, who: share.opened_by },
    })
    return file
  })
}

/** Her shares, newest first. */
export const listShares = (tx: Tx): Promise<ShareRow[]> =>
  tx.query<ShareRow>('select * from one_stop.share where owner = $1 order by created_at desc, id desc limit $2', [
    tx.actor.person,
    sharingLimits.listMax,
  ])

/** Takes a share back: the code opens no more, and an open viewing ends. Refuses share.missing. */
export async function revokeShare(tx: Tx, id: string): Promise<void> {
  const share = await tx.one<ShareRow>('select * from one_stop.share where id = $1 and owner = $2', [
    id,
    tx.actor.person,
  ])
  if (!share) throw refuseShare.missing()
  if (share.revoked_at) return
  await tx.asHouse(() => changeRow(tx, Share, share.id, share.version, { revoked_at: tx.now }))
}
