import type { LocalDate } from '#ground/clock'
import { assert } from '#ground/refusal'
import type { Tx } from '#kernel/store'

/**
 * The next number of a book on a day, from 1, without gaps: the row stays locked until this transaction ends, and what is
 * rolled back gives its number back. For a book by year pass the year's first day. Writers of one book on one day
 * therefore wait for each other; take the number as late in the transaction as possible.
 */
export async function nextNumber(tx: Tx, book: string, day: LocalDate): Promise<number> {
  assert(book.length > 0 && book.length <= 200, 'a book has a name')
  const row = await tx.asHouse(() =>
    tx.one<{ value: number }>(
      'insert into sen.counter (book, day, value) values ($1, $2, 1) on conflict (book, day) do update set value = counter.value + 1 returning value',
      [book, day],
    ),
  )
  assert(row, 'a counter always answers')
  return row.value
}
