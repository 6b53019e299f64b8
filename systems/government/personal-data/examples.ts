import { type Database, house } from '#kernel/store'
import { type Load, loadOnce } from '#kernel/system'
import { findActor } from '#kernel/trust'
import { ask } from './asking.ts'

/** One good, one bad, one odd: what tests, the demonstration and the documentation all speak of. */
export const good = {
  kind: 'correct',
  field: 'address',
  value: 'Số 12, khóm 3, phường Cao Lãnh',
  content: 'Tôi đã chuyển nhà',
}
export const bad = { kind: 'correct', field: 'birth_date', value: '31/02/1994', content: 'Ngày không có trong lịch' }
export const odd = { kind: 'erase', content: 'Xóa hết mọi thứ, kể cả hồ sơ đang giải quyết và nhật ký' }

/** A request in the queue of the officer for personal data, so that her desk is not empty in a demonstration. */
export const loadExamples: Load = async (database: Database, { log }) => {
  await loadOnce(database, 'personal-data:examples', { version: 1, good }, async () => {
    const actor = await database.transaction(house, async (tx) => {
      // Not the citizen of the tour: her requests are for whoever tries the pages.
      const account = await tx.one<{ id: string }>("select id from sen.account where login = 'motcua.mytho' and sample")
      return account ? findActor(tx, account.id) : undefined
    })
    if (!actor) return
    await database.transaction(actor, (tx) =>
      ask(tx, { kind: 'correct', content: good.content, corrections: [{ field: 'address', value: good.value }] }),
    )
    log('Yêu cầu mẫu về dữ liệu cá nhân: 1')
  })
}
