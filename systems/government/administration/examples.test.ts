import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSite } from '#host'
import { house } from '#kernel/store'
import { type Answer, type Visitor, visitor } from '#kernel/testing'
import { enterPerson, getUnitByCode, grantRole, openAccount } from '#kernel/trust'
import {
  accountForms,
  codeForms,
  dayForms,
  delegationForms,
  type Examples,
  peopleFiles,
  peopleRows,
  serviceForms,
  switchForms,
  tokenDays,
  unitForms,
} from './examples.ts'
import { columns, runPeopleImport } from './people-import.ts'

/**
 * Every example goes through its door: what is bad is refused with these words and leaves nothing behind, what is good or odd
 * is shown and done. An example that stops being what it is called fails here.
 */

type Site = Awaited<ReturnType<typeof openTestSite>>
let site: Site
let admin: Visitor
let leader: Visitor

const one = async <T>(sql: string, params: unknown[] = []): Promise<T> =>
  (await site.house.database.transaction(house, (tx) => tx.one(sql, params))) as T
const unitId = async (code: string) =>
  (await one<{ id: string } | undefined>('select id from sen.unit where code = $1', [code]))?.id ?? ''
const accountId = async (login: string) =>
  (await one<{ id: string }>('select id from sen.account where login = $1', [login])).id
const facts = () => one<{ n: number }>("select count(*)::int as n from sen.fact where kind not in ('read', 'refused')")

/** What a page says, without its markup. */
const textOf = (html: string): string =>
  html
    .replace(/^[\s\S]*<main/, '<main')
    .replace(/<\/main>[\s\S]*$/, '')
    .replace(/<select[\s\S]*?<\/select>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')

beforeAll(async () => {
  site = await openTestSite()
  await site.house.database.transaction(house, async (tx) => {
    const deputy = await openAccount(tx, {
      login: 'pho.phong',
      name: 'Đặng Thị Phó',
      password: site.password,
      sample: true,
    })
    // Whose number the examples write down.
    await enterPerson(tx, {
      kind: 'citizen',
      full_name: 'Nguyễn Thị Ngọc Lan',
      birth_date: null,
      sex: null,
      national_id: '087194900001',
      tax_code: null,
      phone: null,
      email: null,
      commune: null,
      address: null,
      sample: true,
    })
    const office = await getUnitByCode(tx, 'H20.x29869.vp')
    await grantRole(tx, { account: deputy, role: 'section-head', unit: office.id, from: '2026-01-01' })
  })
  const signIn = async (login: string) => {
    const who = visitor(site.inject)
    expect((await who.signIn(login, site.password)).status, login).toBe(200)
    return who
  }
  admin = await signIn('quantri')
  leader = await signIn('lanhdao.caolanh')
})
afterAll(() => site?.close())

interface Door<T> {
  examples: Examples<T>
  /** Words of the refusal of each bad example. */
  refused: Record<string, string>
  send(value: T, act: 'preview' | 'confirm'): Promise<Answer>
  /** One act without a preview answers this when it is done. */
  done?: number
}

/** Sends all of a door's examples; `kept` looks at what a good or odd one left. */
function door<T>(name: string, open: Door<T>, kept: (value: T, which: string) => Promise<void>): void {
  const { examples, refused, send } = open
  describe(name, () => {
    test('every bad example has its words, and every word its example', () =>
      expect(Object.keys(refused).sort()).toEqual(Object.keys(examples.bad).sort()))
    test.each(Object.entries(examples.bad))('bad: %s', async (which, value) => {
      const before = await facts()
      for (const act of ['preview', 'confirm'] as const) {
        const answer = await send(value, act)
        expect(textOf(answer.text), `${act} ${answer.status}`).toContain(refused[which])
        expect(answer.status).toBeGreaterThanOrEqual(400)
        expect(answer.status).toBeLessThan(500)
      }
      expect(await facts()).toEqual(before)
    })
    test.each([['good', examples.good] as const, ...Object.entries(examples.odd)])(
      'taken: %s',
      async (which, value) => {
        const before = await facts()
        if (!open.done) {
          const shown = await send(value, 'preview')
          expect(shown.status, textOf(shown.text)).toBe(200)
          expect(await facts()).toEqual(before)
        }
        const done = await send(value, 'confirm')
        expect(done.status, textOf(done.text)).toBe(open.done ?? 303)
        await kept(value, which)
      },
    )
  })
}

door(
  'the form that opens an account',
  {
    examples: accountForms,
    refused: {
      'a login with a blank and tones': '2–60 chữ cái không dấu',
      'a login somebody has': '"thuly.caolanh" đã có người dùng',
      'a name of one letter': 'Hãy ghi họ và tên (2–200 ký tự)',
      'an address that is none': 'không phải địa chỉ thư điện tử',
      'a number with a digit missing': 'phải có đúng 12 chữ số',
      'a number of somebody else': 'họ tên khác với họ tên vừa ghi',
      'a role that this unit does not have': 'Vai trò này không giao được ở',
      'a role from yesterday': 'Ngày bắt đầu từ hôm nay trở đi',
    },
    send: async (value, act) =>
      admin.form('/quan-tri/tai-khoan/moi', { ...value, unit: await unitId(value.unit), act }),
  },
  async (value) => {
    const login = value.login.trim().toLowerCase()
    expect(await one('select name, password_hash from sen.account where login = $1', [login])).toEqual({
      name: value.name,
      password_hash: null,
    })
    expect(
      await one('select count(*)::int as n from sen.role_grant where account = $1', [await accountId(login)]),
    ).toEqual({ n: value.role === '' ? 0 : 1 })
  },
)

door(
  'the form that opens a unit',
  {
    examples: unitForms,
    refused: {
      'a code with tones and blanks': 'không hợp lệ: 2–60 chữ không dấu',
      'a code that is taken': 'đang thuộc về "Phòng Kinh tế',
      'a day that has passed': 'Ngày hiệu lực phải từ hôm nay',
      'a day that no calendar has': 'Không có ngày 31/02/2027 trong lịch',
      'no decision it rests on': 'Hãy điền "Quyết định, căn cứ"',
      'a decision of one letter': 'Hãy ghi số, ngày của quyết định',
    },
    send: async (value, act) =>
      admin.form('/quan-tri/don-vi/moi', { ...value, parent: await unitId(value.parent), act }),
  },
  async (value) => {
    expect(
      await one("select state, change->'new'->>'name' as name from sen.unit_change where change->'new'->>'code' = $1", [
        value.code,
      ]),
    ).toEqual({ state: 'waiting', name: value.name })
  },
)

door(
  'the form of a leader who will be away',
  {
    examples: delegationForms,
    refused: {
      'to somebody of another ward': 'Người thay phải đang giữ vai trò',
      'to herself': 'Không ủy quyền cho chính mình',
      'an end before its beginning': 'Thời gian ủy quyền bắt đầu từ hôm nay',
      'from yesterday': 'Thời gian ủy quyền bắt đầu từ hôm nay',
      'longer than a year': 'dài nhất 366 ngày',
      'no paper it rests on': 'Hãy điền "Số văn bản ủy quyền"',
    },
    send: async (value, act) => {
      const page = (await leader.get('/toi/uy-quyen')).text
      const grants = [...page.matchAll(/name="(grant_[0-9a-f-]{36})"/g)].map((found) => [found[1] as string, 'yes'])
      return leader.form('/toi/uy-quyen', {
        ...value,
        to: await accountId(value.to),
        ...Object.fromEntries(grants),
        act,
      })
    },
  },
  async (value) => {
    expect(
      await one('select since, until from sen.delegation where to_account = $1 and reason = $2 and since = $3', [
        await accountId(value.to),
        value.reason,
        value.since.split('/').reverse().join('-'),
      ]),
    ).toMatchObject({ until: value.until.split('/').reverse().join('-') })
  },
)

door(
  'the form that opens an account for a program',
  {
    examples: serviceForms,
    refused: {
      'no scope': 'Hãy chọn từ 1 đến',
      'a purpose that says nothing': 'mục đích (10–500 ký tự)',
      'a network with too many bits': '"10.9.0.0/99" không phải địa chỉ hoặc dải mạng',
      'more networks than anybody keeps': 'không phải địa chỉ hoặc dải mạng (ví dụ 10.1.2.0/24). Tối đa',
    },
    send: async ({ scopes, ...value }, act) =>
      admin.form('/quan-tri/dich-vu/moi', { ...value, ...scopes, owner: await unitId(value.owner), act }),
  },
  async (value) => {
    const kept = await one<{ networks: string[] }>(
      'select s.networks from sen.service_account s join sen.account a on a.id = s.account where a.name = $1',
      [value.name],
    )
    expect(kept.networks).toEqual(value.networks.split(/[\s,;]+/).filter(Boolean))
  },
)

door(
  'the form that issues a token',
  {
    examples: tokenDays,
    refused: {
      'today, which is over too soon': 'từ ngày mai đến nhiều nhất 365 ngày',
      'a day gone by': 'từ ngày mai đến nhiều nhất 365 ngày',
      'more than a year ahead': 'từ ngày mai đến nhiều nhất 365 ngày',
      'no day': 'Mã truy cập phải có ngày hết hạn',
      'a day that no calendar has': 'Mã truy cập phải có ngày hết hạn',
    },
    done: 200,
    send: async (value) => {
      const service = (
        await one<{ id: string }>('select account as id from sen.service_account order by account limit 1')
      ).id
      return admin.form(`/quan-tri/dich-vu/${service}/ma`, { expires_on: value })
    },
  },
  async (value) => {
    const [day, month, year] = value.includes('/') ? value.split('/') : value.split('-').reverse()
    const token = await one<{ id: string; account: string }>(
      'select id, account from sen.service_token where expires_on = $1 and withdrawn_at is null',
      [`${year}-${month}-${day}`],
    )
    // An account has two tokens at once: this one goes before the next comes.
    const gone = await admin.form(`/quan-tri/dich-vu/${token.account}/ma/${token.id}/thu-hoi`, {})
    expect(gone.status).toBe(303)
  },
)

door(
  'a value of a code list',
  {
    examples: codeForms,
    refused: {
      'a value that is in force': 'đang có hiệu lực với tên "Kinh"',
      'no document': 'Hãy điền "Căn cứ"',
      'no name in English': 'Hãy điền "Tên tiếng Anh"',
      'a code with a stroke': 'Mã gồm chữ, số',
      'a day that no calendar has': 'Không có ngày 31/02/2027 trong lịch',
    },
    send: (value, act) => admin.form('/quan-tri/danh-muc/civil.ethnicity', { ...value, act }),
  },
  async (value) => {
    expect(
      await one("select label_vi, label_en from sen.code where list = 'civil.ethnicity' and value = $1", [value.value]),
    ).toEqual({ label_vi: value.label_vi, label_en: value.label_en })
  },
)

door(
  'a day of the calendars',
  {
    examples: dayForms,
    refused: {
      'a day that has passed': 'Ngày 02/10/2026 đã qua',
      'no document': 'Hãy điền "Văn bản công bố"',
      'a kind that is none': 'Hãy chọn một trong các mục có sẵn của "Ngày này là"',
      'a swap without the day it is swapped with': 'phải ghi hoán đổi với ngày nào',
    },
    send: (value, act) => admin.form('/quan-tri/lich', { ...value, act }),
  },
  async (value) => {
    expect(
      await one('select document from sen.calendar_day where note_vi = $1 and announced limit 1', [value.note]),
    ).toEqual({
      document: value.document,
    })
  },
)

door(
  'a system switched off',
  {
    examples: switchForms,
    refused: {
      'no reason': 'Hãy điền "Lý do"',
      'back on before now': 'Lúc bật lại phải ở phía trước',
      'a day without an hour': 'không phải là giờ',
      'an hour that no clock has': '"25:00" không phải là giờ',
    },
    send: (value, act) => admin.form('/quan-tri/he-thong/personal-data', { ...value, act }),
  },
  async (value) => {
    expect((await admin.get('/quan-tri/he-thong/personal-data')).text).toContain(value.reason)
    expect((await admin.form('/quan-tri/he-thong/personal-data', { act: 'on' })).status).toBe(303)
  },
)

/** Sends a file as a browser does. */
async function file(name: string, content: string): Promise<{ status: number; id: string; text: string }> {
  const { csrf } = (await admin.get('/api/v1/me')).json<{ csrf: string }>()
  const edge = 'sen-boundary-of-a-test'
  const answer = await site.inject({
    method: 'POST',
    path: '/quan-tri/nhap-nguoi',
    headers: {
      'content-type': `multipart/form-data; boundary=${edge}`,
      cookie: admin.cookies(),
      accept: 'text/html',
    },
    body: `--${edge}\r\ncontent-disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${content}\r\n--${edge}--\r\n`,
  })
  const id =
    String(answer.headers.location ?? '')
      .split('/')
      .at(-1) ?? ''
  return { status: answer.status, id, text: textOf(answer.body) }
}

describe('a file of people', () => {
  const refused: Record<string, string> = {
    'a login with a blank and tones': 'Tên đăng nhập cần 2–60 chữ cái không dấu',
    'no name': 'Hãy ghi họ và tên',
    'a role nobody has heard of': 'Không có vai trò "Vua"',
    'a unit that is not there': 'Không có đơn vị mang mã "H20.khong"',
    'a role without its unit': 'Dòng này ghi vai trò mà không ghi mã đơn vị',
    'a role that this unit does not have': 'Vai trò này không giao được ở',
    'a day that no calendar has': 'Ngày "31/02/2027" không đúng',
    'an end before its beginning': 'Ngày bắt đầu từ hôm nay trở đi; ngày cuối cùng không trước ngày bắt đầu',
    'the login of another person': 'Tên đăng nhập này đã thuộc về người có tên khác',
    'a number nobody in the register has': 'Trong sổ không có người mang số định danh này',
  }
  const files: Record<string, string> = {
    'columns of another list': 'Tệp thiếu cột: Tên đăng nhập, Họ và tên',
    'titles and nothing below': 'Tệp không có dòng dữ liệu nào',
    'nothing at all': 'Tệp',
  }
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
  const csv = (rows: readonly (readonly string[])[]) =>
    [columns.map((column) => column.title), ...rows].map((row) => row.map(cell).join(',')).join('\n')
  const rows = [
    ['good', peopleRows.good] as const,
    ...Object.entries(peopleRows.bad),
    ...Object.entries(peopleRows.odd),
  ]

  test.each(Object.entries(peopleFiles))('bad as a whole: %s', async (which, content) => {
    const sent = await file('nguoi.csv', content)
    expect(sent.text).toContain(files[which])
    expect(sent.status).toBe(422)
  })

  test('each bad row is refused for its own reason, each other one is done', async () => {
    const sent = await file('nguoi.csv', csv(rows.map(([, row]) => columns.map((column) => row[column.name]))))
    expect(sent.status, sent.text).toBe(303)
    const { database } = site.house
    await runPeopleImport(database, sent.id)
    const checked = await database.transaction(house, (tx) =>
      tx.query<{ outcome: string; why_vi: string | null }>(
        'select outcome, why_vi from administration.people_import_line where import = $1 order by line',
        [sent.id],
      ),
    )
    const said = Object.fromEntries(
      rows.map(([which], i) => [which, `${checked[i]?.outcome} ${checked[i]?.why_vi ?? ''}`]),
    )
    expect(said).toEqual(
      Object.fromEntries(
        rows.map(([which]) => [
          which,
          which in peopleRows.bad ? expect.stringContaining(`refused ${refused[which]}`) : 'new-account ',
        ]),
      ),
    )
  })
})
