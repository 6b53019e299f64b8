import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  checkUnmasked,
  createRow,
  getRow,
  identifier,
  listRows,
  type MaskKind,
  masked,
  maskText,
  record,
  ref,
  revealField,
  rows,
  text,
} from '#kernel/records'
import { house as system } from '#kernel/store'
import { openTestHouse, type TestHouse } from '#kernel/testing'

const DOT = '•'
const kindsOfMask: MaskKind[] = ['number', 'phone', 'name', 'email', 'hidden']

describe('masks', () => {
  test.each([
    ['number', '087185123456', '0871••••3456'],
    ['number', '0312345678', '••••••••78'],
    ['number', '12345', '•••••'],
    ['phone', '0900099321', '09•• ••• 321'],
    ['phone', '0277 3851 234', '02•• •••• 234'],
    ['phone', '113', '•••'],
    ['name', 'Nguyễn Thị Ngọc Lan', 'N. T. N. Lan'],
    ['name', '  Đặng   Ân ', 'Đ. Ân'],
    ['name', 'Lan', 'L.'],
    ['email', 'lan.nguyen@example.vn', 'l•••@example.vn'],
    ['email', '@', '•••'],
    ['hidden', 'ấp Bình Hòa', null],
    ['number', '', ''],
  ] as const)('%s: %s is shown as %s', (kind, value, shown) => {
    expect(maskText(kind, value)).toBe(shown)
  })

  const anything = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.stringMatching(/^[0-9]{1,16}$/),
    fc.stringMatching(/^0[0-9]{9,10}$/),
    fc.emailAddress(),
  )

  test('masking twice is masking once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kindsOfMask), anything, (kind, value) => {
        const once = maskText(kind, value)
        expect(once === null ? null : maskText(kind, once)).toBe(once)
      }),
      { numRuns: 2_000 },
    )
  })

  test('numbers and telephones hide at least four figures, or all; nothing is shown that was not there', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('number' as const, 'phone' as const),
        fc.stringMatching(/^[0-9]{1,20}$/),
        (kind, value) => {
          const shown = (maskText(kind, value) as string).replaceAll(' ', '')
          expect(shown).toHaveLength(value.length)
          const hidden = [...shown].filter((letter) => letter === DOT).length
          expect(hidden >= 4 || hidden === value.length).toBe(true)
          for (const [i, letter] of [...shown].entries()) if (letter !== DOT) expect(letter).toBe(value[i])
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test('two who differ only in what is hidden are shown alike', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{4}$/), fc.stringMatching(/^[0-9]{4}$/), (one, two) => {
        expect(maskText('number', `0871${one}3456`)).toBe(maskText('number', `0871${two}3456`))
        expect(maskText('phone', `09${one}0321`)).toBe(maskText('phone', `09${two}0321`))
      }),
    )
  })

  test('of a name of several words only the last and initials are left', () => {
    const word = fc.stringMatching(/^[A-ZĐÂÊÔƠƯ][a-zăâêôơưđ]{2,6}$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (words) => {
        const shown = maskText('name', words.join(' ')) as string
        for (const hidden of words.slice(0, -1))
          if (!(words.at(-1) as string).includes(hidden)) expect(shown.includes(hidden)).toBe(false)
        expect(shown.endsWith(words.at(-1) as string)).toBe(true)
      }),
    )
  })
})

/** A licence to fly: keepers see all of it, flyers a part. */
const Licence = record('kite-club/licence', {
  titleField: 'number',
  subject: 'holder',
  fields: {
    number: text({ max: 20 }).required(),
    holder: ref('kernel/person').personal('basic'),
    name: text({ max: 100 }).personal('basic').seenBy('keeper').maskedAs('name'),
    card: identifier('nationalId').personal('basic').seenBy('keeper').maskedAs('number'),
    phone: identifier('phone').personal('basic').seenBy('keeper').maskedAs('phone'),
    falls: rows({ what: text({ max: 100 }) })
      .personal('sensitive')
      .seenBy('keeper')
      .maskedAs('hidden'),
    secret: text({ max: 100 }).seenBy('keeper'),
  },
  words: {
    title: { vi: 'Giấy phép bay', en: 'Licence' },
    plural: { vi: 'Giấy phép bay', en: 'Licences' },
    fields: {
      number: { vi: 'Số', en: 'Number' },
      holder: { vi: 'Người giữ', en: 'Holder' },
      name: { vi: 'Họ tên', en: 'Name' },
      card: { vi: 'Số căn cước', en: 'Card' },
      phone: { vi: 'Điện thoại', en: 'Telephone' },
      falls: { vi: 'Lần rơi', en: 'Falls' },
      secret: { vi: 'Ghi chú riêng', en: 'Private note' },
    },
  },
  processing: {
    purpose: { vi: 'Để biết ai được bay', en: 'To know who may fly' },
    basis: { law: 'Điều lệ câu lạc bộ', kind: 'contract' },
    subjects: { vi: 'Người bay', en: 'Flyers' },
    recipients: [],
    retention: { years: null, after: 'created', ends: 'keep', basis: 'Điều lệ câu lạc bộ' },
  },
  access: {
    read: [{ role: ['keeper', 'flyer'] }, 'subject'],
    create: [{ role: ['keeper'] }],
    change: [{ role: ['keeper', 'flyer'] }],
  },
  list: { columns: ['number'], sorts: ['number'], defaultSort: 'number', filters: [] },
})

describe('a record with masked fields', () => {
  let house: TestHouse
  let id: string
  let holder: string
  beforeAll(async () => {
    house = await openTestHouse({ types: [Licence] })
    holder = (await house.as('chu-dieu')).person as string
    const unit = await house.unit('CLB.NAM.GOC')
    id = await house.database.transaction(
      system,
      async (tx) =>
        (
          await createRow(
            tx,
            Licence,
            {
              number: 'GP-1',
              holder,
              name: 'Nguyễn Văn Á',
              card: '082090000018',
              phone: '0900000018',
              falls: [{ what: 'rơi xuống ao' }],
              secret: 'kín',
            },
            { unit },
          )
        ).id,
    )
  })
  afterAll(() => house?.close())

  const shownTo = async (login: string): Promise<Record<string, unknown>> =>
    house.database.transaction(await house.as(login), async (tx) => ({
      ...masked(tx, Licence, await getRow(tx, Licence, id, 'thử')),
    }))
  const reveal = async (login: string, field: string, purpose: string) =>
    house.database.transaction(await house.as(login), (tx) => revealField(tx, Licence, id, { field, purpose }))

  test('keepers see it whole, a flyer in part, the holder what is hers', async () => {
    expect(await shownTo('giu-nam')).toMatchObject({ card: '082090000018', name: 'Nguyễn Văn Á', secret: 'kín' })
    expect((await shownTo('giu-nam'))._masked).toBeUndefined()
    expect(await shownTo('bay-goc')).toMatchObject({
      number: 'GP-1',
      name: 'N. V. Á',
      card: '0820••••0018',
      phone: '09•• ••• 018',
      falls: null,
      secret: null,
      _masked: ['name', 'card', 'phone', 'falls'],
    })
    expect(await shownTo('chu-dieu')).toMatchObject({ card: '082090000018', falls: [{ what: 'rơi xuống ao' }] })
  })

  test('a row that was masked already stays as it is', async () => {
    await house.database.transaction(await house.as('bay-goc'), async (tx) => {
      const once = masked(tx, Licence, await getRow(tx, Licence, id))
      expect(masked(tx, Licence, once)).toEqual(once)
    })
  })

  test('a page of a list is masked row by row', async () => {
    await house.database.transaction(await house.as('bay-goc'), async (tx) => {
      const page = await listRows(tx, Licence, {})
      expect(page.rows.map((row) => masked(tx, Licence, row).card)).toEqual(['0820••••0018'])
    })
  })

  test('the whole is shown for a purpose, and the holder can read who looked, at what, and why', async () => {
    expect(await reveal('bay-goc', 'card', 'đối chiếu tại bãi thả')).toEqual({ field: 'card', value: '082090000018' })
    expect(await reveal('bay-goc', 'falls', 'đối chiếu tại bãi thả')).toEqual({
      field: 'falls',
      value: [{ what: 'rơi xuống ao' }],
    })
    const facts = await house.database.transaction(await house.as('chu-dieu'), (tx) =>
      tx.query<{ actor_name: string; purpose: string; data: unknown }>(
        "select actor_name, purpose, data from sen.fact where kind = 'revealed' order by seq",
      ),
    )
    expect(facts).toEqual([
      { actor_name: 'Võ Văn Sáo', purpose: 'đối chiếu tại bãi thả', data: { field: 'card' } },
      { actor_name: 'Võ Văn Sáo', purpose: 'đối chiếu tại bãi thả', data: { field: 'falls' } },
    ])
  })

  test('not without a purpose, not a field that is reserved outright, not a field that is none, not by a stranger', async () => {
    await expect(reveal('bay-goc', 'card', 'xem')).rejects.toMatchObject({ code: 'mask.no-purpose', field: 'purpose' })
    await expect(reveal('bay-goc', 'card', 'x'.repeat(201))).rejects.toMatchObject({ code: 'mask.no-purpose' })
    await expect(reveal('bay-goc', 'secret', 'đối chiếu tại bãi thả')).rejects.toMatchObject({
      code: 'mask.not-masked',
    })
    await expect(reveal('bay-goc', 'constructor', 'đối chiếu tại bãi')).rejects.toMatchObject({
      code: 'mask.not-masked',
    })
    await expect(reveal('nguoi-la', 'card', 'đối chiếu tại bãi thả')).rejects.toMatchObject({ code: 'records.missing' })
    await expect(reveal('giu-bac', 'card', 'đối chiếu tại bãi thả')).rejects.toMatchObject({ code: 'records.missing' })
  })

  test('her own data she may have whole, and that leaves no mark', async () => {
    const count = () =>
      house.database.transaction(
        system,
        async (tx) => await tx.one<{ n: number }>('select count(*)::int as n from sen.fact'),
      )
    const before = await count()
    expect(await reveal('chu-dieu', 'phone', 'xem dữ liệu của mình')).toEqual({ field: 'phone', value: '0900000018' })
    expect(await count()).toEqual(before)
  })

  test('who sees a part cannot write the part back over the whole', async () => {
    await house.database.transaction(await house.as('bay-goc'), async (tx) => {
      await expect(checkUnmasked(tx, Licence, id, { name: 'N. V. Á' })).rejects.toMatchObject({
        code: 'mask.not-shown',
        field: 'name',
      })
      await checkUnmasked(tx, Licence, id, { number: 'GP-2' })
    })
    await house.database.transaction(await house.as('giu-nam'), (tx) =>
      checkUnmasked(tx, Licence, id, { name: 'Nguyễn Văn A' }),
    )
  })
})

test('a mask that hides from nobody, or from a field that is no text, is a mistake of the declaration', () => {
  const declare = (field: ReturnType<typeof text>) => () =>
    record('kite-club/mistake', {
      titleField: 'a',
      fields: { a: field },
      words: { title: { vi: 'A', en: 'A' }, plural: { vi: 'A', en: 'A' }, fields: { a: { vi: 'A', en: 'A' } } },
      access: { read: [], create: [], change: [] },
      list: { columns: [], sorts: [], defaultSort: 'created_at', filters: [] },
    })
  expect(declare(text().maskedAs('name'))).toThrow('masked, but for nobody')
  expect(declare(ref('kernel/person').seenBy('keeper').maskedAs('name'))).toThrow("only 'hidden'")
})
