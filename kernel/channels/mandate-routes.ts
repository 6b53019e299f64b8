import type { FastifyReply, FastifyRequest } from 'fastify'
import { localDate } from '#ground/clock'
import { isUuid } from '#ground/ids'
import { Refusal } from '#ground/refusal'
import type { Words } from '#ground/text'
import { attachFiles, enterFile, type FileRow, fileOfRecord, kinds, refuseFile } from '#kernel/papers'
import type { Tx } from '#kernel/store'
import {
  actFor,
  actForOneself,
  askMandate,
  getMandateForOffice,
  listMandates,
  listMandatesForOffice,
  type Mandate,
  type MandateValue,
  mandateKinds,
  officesFor,
  ownPerson,
  refuseMandate,
  registerMandate,
  revokeMandate,
  settleMandate,
  termWords,
} from '#kernel/trust'
import { type Field, readAnswers } from './face/answers.ts'
import { field as drawField, errorSummary } from './face/form.ts'
import { attributes, type Html, html } from './face/html.ts'
import {
  actions,
  button,
  card,
  confirmation,
  csrfField,
  definitions,
  empty,
  heading,
  linkButton,
  notice,
  pill,
  table,
} from './face/parts.ts'
import type { Lang } from './face/words.ts'
import type { Http } from './http.ts'
import { type Form, getSession, readForm, sendPage, statusOf } from './request.ts'
import type { Site } from './site.ts'

/** Who looks at papers at a counter. */
const COUNTER = ['one-stop-officer', 'centre-head']
const OWN = '/toi/dai-dien'
const DESK = '/quay/dai-dien'
const SHEETS = ['/face/federation.css']

const stateWords: Record<Mandate['state'] | 'ended' | 'later', Words> = {
  asked: { vi: 'Chờ xem giấy tờ', en: 'Waiting' },
  'in-force': { vi: 'Đang có hiệu lực', en: 'In force' },
  refused: { vi: 'Không chấp nhận', en: 'Refused' },
  revoked: { vi: 'Đã chấm dứt', en: 'Ended' },
  ended: { vi: 'Đã hết hạn', en: 'Expired' },
  later: { vi: 'Chưa đến ngày', en: 'Not yet' },
}

function statePill(mandate: Mandate, today: string, lang: Lang): Html {
  const state =
    mandate.state === 'in-force' && !mandate.live ? (mandate.valid_from > today ? 'later' : 'ended') : mandate.state
  const tone = state === 'in-force' ? 'good' : state === 'asked' || state === 'later' ? 'wait' : 'neutral'
  return pill({ tone, words: stateWords[state] }, lang)
}

const subjectKinds: Record<MandateValue['represented_kind'], Words> = {
  enterprise: { vi: 'Doanh nghiệp, tổ chức', en: 'Enterprise or organisation' },
  'household-business': { vi: 'Hộ kinh doanh', en: 'Household business' },
  citizen: { vi: 'Cá nhân (con, người được giám hộ, người ủy quyền)', en: 'A person (child, ward, who authorised)' },
}

function fieldsOf(desk: boolean): Field[] {
  return [
    ...(desk
      ? [
          {
            name: 'representative',
            kind: 'identifier',
            identifier: 'nationalId',
            label: { vi: 'Số định danh người đại diện', en: 'Number of the representative' },
            required: true,
          } satisfies Field,
        ]
      : []),
    {
      name: 'represented_kind',
      kind: 'choice',
      label: { vi: 'Làm thay cho', en: 'Act for' },
      required: true,
      choices: Object.entries(subjectKinds).map(([value, label]) => ({ value, label })),
    },
    {
      name: 'represented',
      kind: 'text',
      label: { vi: 'Mã số thuế hoặc số định danh', en: 'Tax code or identification number' },
      help: {
        vi: 'Tổ chức: mã số thuế 10 hoặc 13 số. Hộ kinh doanh, cá nhân: 12 số.',
        en: 'Organisations: tax code of 10 or 13 digits. Household businesses and people: 12 digits.',
      },
      required: true,
      max: 20,
    },
    {
      name: 'represented_name',
      kind: 'text',
      label: { vi: 'Tên tổ chức, hộ kinh doanh', en: 'Name of the organisation' },
      help: { vi: 'Như trên giấy chứng nhận đăng ký', en: 'As on the certificate' },
      max: 300,
    },
    {
      name: 'kind',
      kind: 'choice',
      label: { vi: 'Tư cách', en: 'As' },
      required: true,
      choices: Object.entries(mandateKinds).map(([value, label]) => ({ value, label })),
    },
    {
      name: 'scope',
      kind: 'text',
      label: { vi: 'Phạm vi (bỏ trống: mọi việc)', en: 'Scope (empty: everything)' },
      help: { vi: 'Ghi như trong giấy ủy quyền', en: 'As the authorisation says' },
      max: 500,
      lines: 2,
    },
    {
      name: 'systems',
      kind: 'refs',
      label: { vi: 'Chỉ trong các hệ thống (không chọn: tất cả)', en: 'Only in these systems (none: all)' },
    },
    { name: 'valid_from', kind: 'date', label: { vi: 'Từ ngày', en: 'From' }, required: true },
    {
      name: 'valid_to',
      kind: 'date',
      label: { vi: 'Đến hết ngày', en: 'Until' },
      help: {
        vi: 'Bỏ trống: đại diện theo pháp luật không ghi hạn; ủy quyền một năm; con, người được giám hộ đến khi đủ 18 tuổi',
        en: 'Empty: no end for a legal representative, a year for an authorisation, until 18 for a child',
      },
    },
    {
      name: 'evidence_number',
      kind: 'text',
      label: { vi: 'Số giấy tờ làm căn cứ', en: 'Number of the paper' },
      help: {
        vi: 'Giấy chứng nhận đăng ký, giấy ủy quyền có chứng thực, giấy khai sinh, quyết định cử người giám hộ',
        en: 'Certificate, certified authorisation, birth certificate, decision on guardianship',
      },
      required: true,
      max: 200,
    },
    ...(desk
      ? []
      : [
          {
            name: 'office',
            kind: 'ref',
            label: { vi: 'Nơi xem giấy tờ', en: 'Office that looks at the papers' },
            required: true,
          } satisfies Field,
        ]),
  ]
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null

/** Only systems this house knows; none chosen means all. */
function systemsOf(site: Site, value: unknown): string[] | null {
  const chosen = (Array.isArray(value) ? value : [])
    .map(String)
    .filter((one) => site.systems.some((system) => system.name === one))
  return chosen.length === 0 ? null : chosen
}

function readValue(site: Site, values: Record<string, unknown>, evidence: string | null): MandateValue {
  const kind = textOf(values.represented_kind)
  return {
    representative: textOf(values.representative) ?? '',
    represented: textOf(values.represented) ?? '',
    represented_name: textOf(values.represented_name),
    represented_kind: kind === 'enterprise' || kind === 'household-business' ? kind : 'citizen',
    kind: (textOf(values.kind) ?? '') as MandateValue['kind'],
    scope: textOf(values.scope),
    systems: systemsOf(site, values.systems),
    valid_from: textOf(values.valid_from) ?? '',
    valid_to: textOf(values.valid_to),
    evidence_number: textOf(values.evidence_number) ?? '',
    evidence_file: evidence,
  }
}

/** Acting for a business, a child, a ward: asking for it, switching to it, ending it; and the counter where papers are looked at. */
export function mandateRoutes(site: Site, http: Http): void {
  const { app } = http
  const own = { config: { access: 'signed-in' as const }, schema: { hide: true } }
  const ownForm = { config: { access: 'signed-in' as const, ownCsrf: true }, schema: { hide: true } }
  const desk = { config: { access: 'officer' as const, roles: COUNTER }, schema: { hide: true } }
  const deskForm = { config: { access: 'officer' as const, roles: COUNTER, ownCsrf: true }, schema: { hide: true } }
  const today = () => localDate(site.database.clock.now())
  const idOf = (request: FastifyRequest): string => {
    const { id } = request.params as { id: string }
    if (!isUuid(id)) throw refuseMandate.unknown()
    return id
  }
  const mine = (request: FastifyRequest) =>
    site.database.transaction(
      request.actor,
      async (tx) => {
        const person = await ownPerson(tx)
        return { person, mandates: person ? await listMandates(tx, person) : [] }
      },
      { soft: true },
    )

  // A person at a counter is looked at by name and number of paper: a reading of two people's data, written down as one.
  app.get(OWN, own, async (request, reply) => {
    const { lang } = request
    const { person, mandates } = await mine(request)
    const acting = getSession(request).acting
    const title = { vi: 'Làm thay cho người khác', en: 'Acting for others' }
    const done = (request.query as { xong?: string }).xong
    const toHer = mandates.filter((one) => one.representative === person)
    const byHer = mandates.filter((one) => one.represented === person)
    return sendPage(site, request, reply, {
      title,
      sheets: SHEETS,
      body: html`${heading(
        {
          title,
          lead: {
            vi: 'Doanh nghiệp, hộ kinh doanh, con chưa đủ 18 tuổi, người được giám hộ hoặc người đã ủy quyền cho bạn.',
            en: 'A business, a child under 18, a ward, or somebody who authorised you.',
          },
          beside: linkButton({ words: { vi: 'Xin làm đại diện', en: 'Ask for a mandate' }, href: `${OWN}/moi` }, lang),
        },
        lang,
      )}${done === 'xin' ? notice({ tone: 'good', title: { vi: 'Đã gửi đề nghị. Hãy mang bản chính giấy tờ khi được mời.', en: 'Sent. Bring the original papers when asked.' }, live: true }, lang) : null}${
        acting
          ? card(
              {
                title: { vi: `Đang làm thay cho: ${acting.name}`, en: `Acting for: ${acting.name}` },
                tone: 'structure',
                body: html`<p>${{ vi: 'Mọi hồ sơ bạn thấy và nộp lúc này là của người được đại diện. Nhật ký ghi rõ bạn là người làm.', en: 'All you see and file now is theirs. The log says that it was you.' }[lang]}</p>`,
              },
              lang,
            )
          : null
      }${
        toHer.length === 0
          ? empty(
              {
                title: { vi: 'Bạn chưa đại diện cho ai', en: 'You act for nobody yet' },
                body: {
                  vi: 'Gửi đề nghị kèm số giấy tờ, hoặc đến Trung tâm Phục vụ hành chính công để được ghi nhận ngay.',
                  en: 'Ask here with the number of the paper, or go to a public service centre to be registered at once.',
                },
                action: linkButton(
                  { words: { vi: 'Xin làm đại diện', en: 'Ask for a mandate' }, href: `${OWN}/moi`, tone: 'primary' },
                  lang,
                ),
              },
              lang,
            )
          : toHer.map((one) =>
              card(
                {
                  title: one.represented_name,
                  body: html`${statePill(one, today(), lang)}${definitions(
                    [
                      [{ vi: 'Tư cách', en: 'As' }, mandateKinds[one.kind][lang]],
                      [{ vi: 'Thời hạn', en: 'Term' }, termWords(one)[lang]],
                      [{ vi: 'Phạm vi', en: 'Scope' }, scopeWords(site, one, lang)],
                      [{ vi: 'Căn cứ', en: 'Paper' }, one.evidence_number],
                      ...(one.state === 'asked'
                        ? ([[{ vi: 'Nơi xem giấy tờ', en: 'Office' }, one.unit_name]] as const)
                        : []),
                      ...(one.reason ? ([[{ vi: 'Lý do', en: 'Reason' }, one.reason]] as const) : []),
                    ],
                    lang,
                  )}`,
                  ...(one.live || one.state === 'asked'
                    ? {
                        foot: actions(
                          one.live && acting?.person !== one.represented
                            ? html`<form method="post" action="${OWN}/${one.id}/lam-thay">${csrfField(request.csrf)}${button({ words: { vi: 'Làm thay', en: 'Act for' }, tone: 'primary', about: one.represented_name }, lang)}</form>`
                            : null,
                          linkButton(
                            {
                              words:
                                one.state === 'asked'
                                  ? { vi: 'Rút đề nghị', en: 'Withdraw' }
                                  : { vi: 'Chấm dứt', en: 'End it' },
                              href: `${OWN}/${one.id}/cham-dut`,
                            },
                            lang,
                          ),
                        ),
                      }
                    : {}),
                },
                lang,
              ),
            )
      }${
        byHer.length > 0
          ? card(
              {
                title: { vi: 'Những người làm thay cho bạn', en: 'Who acts for you' },
                body: table(
                  {
                    caption: { vi: 'Những người làm thay cho bạn', en: 'Who acts for you' },
                    hideCaption: true,
                    columns: [
                      { words: { vi: 'Người', en: 'Who' } },
                      { words: { vi: 'Tư cách', en: 'As' } },
                      { words: { vi: 'Thời hạn', en: 'Term' } },
                      { words: { vi: 'Chấm dứt', en: 'End' } },
                    ],
                    rows: byHer.map((one) => [
                      one.representative_name,
                      html`${mandateKinds[one.kind][lang]} ${statePill(one, today(), lang)}`,
                      termWords(one)[lang],
                      one.live || one.state === 'asked'
                        ? html`<a href="${OWN}/${one.id}/cham-dut">${{ vi: 'Chấm dứt', en: 'End it' }[lang]}</a>`
                        : '—',
                    ]),
                  },
                  lang,
                ),
              },
              lang,
            )
          : null
      }`,
    })
  })

  const formPage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    shown: { desk: boolean; values: Record<string, unknown>; errors: Record<string, Words> },
  ) => {
    const { lang } = request
    const fields = fieldsOf(shown.desk)
    const title = shown.desk
      ? { vi: 'Ghi nhận đại diện', en: 'Register a mandate' }
      : { vi: 'Xin làm đại diện', en: 'Ask for a mandate' }
    const offices = shown.desk
      ? []
      : await site.database.transaction(request.actor, (tx) => officesFor(tx, COUNTER), { soft: true })
    const asked = {
      id: 'mandate',
      values: shown.values,
      errors: shown.errors,
      options: {
        systems: site.systems.map((one) => ({ value: one.name, words: one.title })),
        office: offices.map((one) => ({ value: one.id, words: one.name })),
      },
    }
    const action = shown.desk ? `${DESK}/moi` : `${OWN}/moi`
    return sendPage(site, request, reply, {
      title,
      sheets: SHEETS,
      body: html`${heading({ title }, lang)}${card(
        {
          body: html`${errorSummary({ id: 'mandate', fields, errors: shown.errors }, lang)}<form ${attributes({ class: 'form', id: 'mandate', method: 'post', action, enctype: shown.desk ? null : 'multipart/form-data', novalidate: true })}>${csrfField(request.csrf)}<p class="hint">${{ vi: 'Dấu * là mục bắt buộc.', en: 'Fields marked * are required.' }[lang]}</p>${fields.map((one) => drawField(one, asked, lang))}${
            shown.desk
              ? notice(
                  {
                    tone: 'info',
                    body: {
                      vi: 'Chỉ ghi nhận khi đã xem bản chính giấy tờ và thẻ căn cước của người đại diện.',
                      en: 'Register only with the original papers and the representative’s card before you.',
                    }[lang],
                  },
                  lang,
                )
              : html`<div class="field"><label for="mandate-file">${{ vi: 'Bản chụp giấy tờ (không bắt buộc)', en: 'A picture of the paper (optional)' }[lang]}</label><input type="file" id="mandate-file" name="file" accept="image/*,application/pdf"></div>`
          }<div class="actions actions-end">${button({ words: shown.desk ? { vi: 'Xem trước', en: 'Look first' } : { vi: 'Gửi đề nghị', en: 'Send' }, tone: 'primary', name: 'act', value: shown.desk ? 'look' : 'do' }, lang)}</div></form>`,
        },
        lang,
      )}`,
    })
  }

  app.get(`${OWN}/moi`, own, async (request, reply) =>
    formPage(request, reply, {
      desk: false,
      values: { valid_from: today(), represented_kind: 'enterprise' },
      errors: {},
    }),
  )

  const refusedAt = (error: unknown): { status: number; errors: Record<string, Words> } => {
    if (!(error instanceof Refusal)) throw error
    return {
      status: statusOf[error.kind],
      errors: { [error.field ?? '']: { vi: error.say('vi'), en: error.say('en') } },
    }
  }

  app.post(`${OWN}/moi`, ownForm, async (request, reply) => {
    const sent = await readForm(site, request)
    const read = readAnswers(fieldsOf(false), Object.fromEntries(sent.fields), {
      lang: request.lang,
      complete: true,
      usual: 'do',
    })
    const [refusedFile] = sent.refused
    if (refusedFile) read.errors[''] = { vi: refusedFile.refusal.say('vi'), en: refusedFile.refusal.say('en') }
    if (Object.keys(read.errors).length > 0) {
      reply.status(statusOf.invalid)
      return formPage(request, reply, { desk: false, values: read.values, errors: read.errors })
    }
    try {
      await site.database.transaction(request.actor, async (tx) => {
        const [first] = sent.files
        const file = first ? await enterFile(tx, first.kept) : undefined
        const office = textOf(read.values.office) ?? ''
        const mandate = await askMandate(tx, readValue(site, read.values, file?.id ?? null), office, COUNTER)
        if (file)
          await attachFiles(tx, [file.id], { system: 'kernel', record: 'mandate', recordId: mandate.id, unit: office })
      })
    } catch (error) {
      const { status, errors } = refusedAt(error)
      reply.status(status)
      return formPage(request, reply, { desk: false, values: read.values, errors })
    }
    return reply.redirect(`${OWN}?xong=xin`, 303)
  })

  async function switchTo(request: FastifyRequest, id: string): Promise<void> {
    const session = getSession(request)
    await site.database.transaction(request.actor, (tx) => actFor(tx, session.id, id))
    http.forget(session.token)
  }
  async function switchBack(request: FastifyRequest): Promise<void> {
    const session = getSession(request)
    await site.database.transaction(request.actor, (tx) => actForOneself(tx, session.id))
    http.forget(session.token)
  }

  app.post(`${OWN}/:id/lam-thay`, ownForm, async (request, reply) => {
    await readForm(site, request)
    await switchTo(request, idOf(request))
    return reply.redirect('/ho-so', 303)
  })

  app.post(`${OWN}/tro-ve`, ownForm, async (request, reply) => {
    await readForm(site, request)
    await switchBack(request)
    return reply.redirect(OWN, 303)
  })

  app.get(`${OWN}/:id/cham-dut`, own, async (request, reply) => {
    const { lang } = request
    const id = idOf(request)
    const mandate = (await mine(request)).mandates.find((one) => one.id === id)
    if (!mandate) throw refuseMandate.unknown()
    const title = { vi: 'Chấm dứt đại diện', en: 'End a mandate' }
    return sendPage(site, request, reply, {
      title,
      body: confirmation(
        {
          title: {
            vi: `${mandate.representative_name} thôi làm thay ${mandate.represented_name}?`,
            en: `${mandate.representative_name} no longer acts for ${mandate.represented_name}?`,
          },
          body: html`<p>${
            {
              vi: 'Có hiệu lực ngay, kể cả khi đang làm dở. Hồ sơ đã nộp vẫn là của người được đại diện. Muốn làm thay lại thì phải xin từ đầu.',
              en: 'It takes effect at once, also in the middle of work. What was filed stays theirs. To act again, ask anew.',
            }[lang]
          }</p>`,
          action: `${OWN}/${id}/cham-dut`,
          csrf: request.csrf,
          yes: title,
          no: { href: OWN, words: { vi: 'Giữ nguyên', en: 'Keep it' } },
        },
        lang,
      ),
    })
  })

  app.post(`${OWN}/:id/cham-dut`, ownForm, async (request, reply) => {
    await readForm(site, request)
    await site.database.transaction(request.actor, (tx) =>
      revokeMandate(tx, idOf(request), { roles: null, reason: null }),
    )
    http.forget(getSession(request).token)
    return reply.redirect(OWN, 303)
  })

  // ------------------------------------------------------------------------------------------- at the counter

  app.get(DESK, desk, async (request, reply) => {
    const { lang } = request
    const mandates = await site.database.transaction(request.actor, (tx) => listMandatesForOffice(tx, COUNTER), {
      soft: true,
    })
    const title = { vi: 'Giấy tờ đại diện', en: 'Mandates' }
    return sendPage(site, request, reply, {
      title,
      wide: true,
      sheets: SHEETS,
      body: html`${heading({ title, beside: linkButton({ words: { vi: 'Ghi nhận tại quầy', en: 'Register at the counter' }, href: `${DESK}/moi`, tone: 'primary' }, lang) }, lang)}${table(
        {
          caption: title,
          hideCaption: true,
          columns: [
            { words: { vi: 'Người đại diện', en: 'Representative' } },
            { words: { vi: 'Làm thay cho', en: 'For' } },
            { words: { vi: 'Tư cách', en: 'As' } },
            { words: { vi: 'Tình trạng', en: 'State' } },
          ],
          rows: mandates.map((one) => [
            html`<a href="${DESK}/${one.id}">${one.representative_name}</a>`,
            one.represented_name,
            mandateKinds[one.kind][lang],
            statePill(one, today(), lang),
          ]),
          empty: empty(
            { title: { vi: 'Chưa có giấy tờ nào ở đơn vị của bạn', en: 'Nothing with your office yet' } },
            lang,
          ),
        },
        lang,
      )}`,
    })
  })

  app.get(`${DESK}/moi`, desk, async (request, reply) =>
    formPage(request, reply, {
      desk: true,
      values: { valid_from: today(), represented_kind: 'enterprise' },
      errors: {},
    }),
  )

  app.post(`${DESK}/moi`, deskForm, async (request, reply) => {
    const { lang } = request
    const sent: Form = await readForm(site, request)
    const read = readAnswers(fieldsOf(true), Object.fromEntries(sent.fields), { lang, complete: true, usual: 'look' })
    const again = (status: number, errors: Record<string, Words>) => {
      reply.status(status)
      return formPage(request, reply, { desk: true, values: read.values, errors })
    }
    if (Object.keys(read.errors).length > 0) return again(statusOf.invalid, read.errors)
    if (sent.get('act') === 'back') return formPage(request, reply, { desk: true, values: read.values, errors: {} })
    const value = readValue(site, read.values, null)
    try {
      if (sent.get('act') === 'do') {
        const mandate = await site.database.transaction(request.actor, (tx) => registerMandate(tx, value, COUNTER))
        return reply.redirect(`${DESK}/${mandate.id}?xong=1`, 303)
      }
      const mandate = await lookFirst(request, value)
      const title = { vi: 'Xem trước khi ghi nhận', en: 'Before registering' }
      const hidden = [...sent.fields].filter(([name]) => name !== 'csrf' && name !== 'act')
      return sendPage(site, request, reply, {
        title,
        sheets: SHEETS,
        body: html`${heading({ title }, lang)}${card(
          {
            body: html`${mandateShown(site, mandate, lang)}${effect(mandate, lang)}<form method="post" action="${DESK}/moi">${csrfField(request.csrf)}${hidden.flatMap(([name, list]) => list.map((one) => html`<input type="hidden" name="${name}" value="${one}">`))}${actions(
              button({ words: { vi: 'Ghi nhận', en: 'Register' }, tone: 'primary', name: 'act', value: 'do' }, lang),
              button({ words: { vi: 'Sửa lại', en: 'Change it' }, name: 'act', value: 'back' }, lang),
            )}</form>`,
          },
          lang,
        )}`,
      })
    } catch (error) {
      const { status, errors } = refusedAt(error)
      return again(status, errors)
    }
  })

  /** Does it all and takes it back: what is shown is what would be. */
  async function lookFirst(request: FastifyRequest, value: MandateValue): Promise<Mandate> {
    class Shown extends Error {
      readonly mandate: Mandate
      constructor(mandate: Mandate) {
        super('shown')
        this.mandate = mandate
      }
    }
    try {
      await site.database.transaction(request.actor, async (tx) => {
        throw new Shown(await registerMandate(tx, value, COUNTER))
      })
    } catch (error) {
      if (error instanceof Shown) return error.mandate
      throw error
    }
    throw refuseMandate.unknown()
  }

  app.get(`${DESK}/:id`, desk, async (request, reply) => {
    const { lang } = request
    const mandate = await site.database.transaction(
      request.actor,
      (tx) => getMandateForOffice(tx, idOf(request), COUNTER),
      { soft: true },
    )
    const title = { vi: 'Giấy tờ đại diện', en: 'Mandate' }
    const reason = html`<div class="field"><label for="mandate-reason">${{ vi: 'Lý do (khi không chấp nhận hoặc thu hồi)', en: 'Reason (when refusing or revoking)' }[lang]}</label><textarea id="mandate-reason" name="reason" rows="2" maxlength="500"></textarea></div>`
    const form = (body: Html, before: Html | null) =>
      html`<form class="form" method="post" action="${DESK}/${mandate.id}">${csrfField(request.csrf)}${before}${reason}<div class="actions">${body}</div></form>`
    return sendPage(site, request, reply, {
      title,
      sheets: SHEETS,
      body: html`${heading({ title, beside: statePill(mandate, today(), lang) }, lang)}${(request.query as { xong?: string }).xong ? notice({ tone: 'good', title: { vi: 'Đã ghi.', en: 'Done.' }, live: true }, lang) : null}${card(
        {
          body: html`${mandateShown(site, mandate, lang)}${
            mandate.evidence_file
              ? html`<p><a href="${DESK}/${mandate.id}/giay-to">${{ vi: 'Mở bản chụp giấy tờ', en: 'Open the picture of the paper' }[lang]}</a></p>`
              : null
          }${
            mandate.state === 'asked'
              ? form(
                  html`${button({ words: { vi: 'Chấp nhận', en: 'Approve' }, tone: 'primary', name: 'act', value: 'approve' }, lang)}${button({ words: { vi: 'Không chấp nhận', en: 'Refuse' }, name: 'act', value: 'refuse' }, lang)}`,
                  effect(mandate, lang),
                )
              : mandate.state === 'in-force'
                ? form(
                    button(
                      { words: { vi: 'Thu hồi', en: 'Revoke' }, tone: 'danger', name: 'act', value: 'revoke' },
                      lang,
                    ),
                    null,
                  )
                : null
          }`,
        },
        lang,
      )}`,
    })
  })

  const settle = async (tx: Tx, id: string, act: string | undefined, reason: string | null): Promise<Mandate> => {
    await getMandateForOffice(tx, id, COUNTER)
    if (act === 'approve' || act === 'refuse')
      return settleMandate(tx, id, { approve: act === 'approve', reason, roles: COUNTER })
    if (act === 'revoke') return revokeMandate(tx, id, { roles: COUNTER, reason })
    throw refuseMandate.settled()
  }

  app.post(`${DESK}/:id`, deskForm, async (request, reply) => {
    const id = idOf(request)
    const sent = await readForm(site, request)
    await site.database.transaction(request.actor, (tx) => settle(tx, id, sent.get('act'), sent.get('reason') ?? null))
    return reply.redirect(`${DESK}/${id}?xong=1`, 303)
  })

  app.get(`${DESK}/:id/giay-to`, desk, async (request, reply) => {
    const file: FileRow = await site.database.transaction(request.actor, async (tx) => {
      const mandate = await getMandateForOffice(tx, idOf(request), COUNTER)
      const found = mandate.evidence_file ? await fileOfRecord(tx, mandate.evidence_file) : undefined
      if (!found || found.record_id !== mandate.id) throw refuseFile.missing()
      return found
    })
    return reply
      .type(kinds[file.kind].mediaTypes[0])
      .header('content-length', file.size)
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .send(await site.blobs.get(file.sha256))
  })

  // ---------------------------------------------------------------------------------------------------- JSON

  const api = (summary: string, config: object = {}) => ({
    config: { access: 'signed-in' as const, ...config },
    schema: { tags: ['mandates'], summary },
  })
  const atOffice = (mandate: Mandate) => ({ ...mandate, term: termWords(mandate) })
  const shown = ({ asked_number: _typed, ...mandate }: Mandate) => ({ ...mandate, term: termWords(mandate) })
  const bodyOf = (request: FastifyRequest): Record<string, unknown> =>
    typeof request.body === 'object' && request.body !== null ? (request.body as Record<string, unknown>) : {}

  app.get('/api/v1/mandates', api('Tôi làm thay cho ai, ai làm thay cho tôi'), async (request) => {
    const { acting } = getSession(request)
    return { acting: acting ?? null, rows: (await mine(request)).mandates.map(shown) }
  })
  app.post('/api/v1/mandates', api('Xin làm đại diện'), async (request, reply) => {
    const body = bodyOf(request)
    const value = readValue(site, { valid_from: today(), ...body }, null)
    const mandate = await site.database.transaction(request.actor, (tx) =>
      askMandate(tx, value, textOf(body.office) ?? '', COUNTER),
    )
    return reply.status(201).send(shown(mandate))
  })
  app.post('/api/v1/mandates/:id/act', api('Làm thay từ bây giờ'), async (request, reply) => {
    await switchTo(request, idOf(request))
    return reply.status(204).send()
  })
  app.post('/api/v1/mandates/act-for-oneself', api('Trở về tên của mình'), async (request, reply) => {
    await switchBack(request)
    return reply.status(204).send()
  })
  app.post('/api/v1/mandates/:id/revoke', api('Chấm dứt'), async (request) => {
    const mandate = await site.database.transaction(request.actor, (tx) =>
      revokeMandate(tx, idOf(request), { roles: null, reason: textOf(bodyOf(request).reason) }),
    )
    http.forget(getSession(request).token)
    return shown(mandate)
  })
  app.get(
    '/api/v1/mandates/office',
    api('Giấy tờ đại diện ở đơn vị', { access: 'officer', roles: COUNTER }),
    async (request) => ({
      rows: (
        await site.database.transaction(request.actor, (tx) => listMandatesForOffice(tx, COUNTER), { soft: true })
      ).map(atOffice),
    }),
  )
  app.post(
    '/api/v1/mandates/office',
    api('Ghi nhận tại quầy', { access: 'officer', roles: COUNTER }),
    async (request, reply) => {
      const value = readValue(site, { valid_from: today(), ...bodyOf(request) }, null)
      return reply
        .status(201)
        .send(atOffice(await site.database.transaction(request.actor, (tx) => registerMandate(tx, value, COUNTER))))
    },
  )
  app.post(
    '/api/v1/mandates/office/:id',
    api('Chấp nhận, không chấp nhận, thu hồi', { access: 'officer', roles: COUNTER }),
    async (request) => {
      const body = bodyOf(request)
      return atOffice(
        await site.database.transaction(request.actor, (tx) =>
          settle(tx, idOf(request), textOf(body.act) ?? undefined, textOf(body.reason)),
        ),
      )
    },
  )
}

const effect = (mandate: Mandate, lang: Lang): Html =>
  notice(
    {
      tone: 'warn',
      title: { vi: 'Điều sẽ xảy ra', en: 'What will happen' },
      body: {
        vi: `Từ lúc ghi nhận, ${mandate.representative_name} xem được và nộp được mọi hồ sơ của ${mandate.represented_name} trong phạm vi trên.`,
        en: `From then on ${mandate.representative_name} sees and files everything of ${mandate.represented_name} within this scope.`,
      }[lang],
    },
    lang,
  )

function scopeWords(site: Site, mandate: Mandate, lang: Lang): string {
  const systems = mandate.systems?.map((name) => site.systems.find((one) => one.name === name)?.title[lang] ?? name)
  const parts = [
    mandate.scope,
    systems ? { vi: `chỉ trong: ${systems.join(', ')}`, en: `only in: ${systems.join(', ')}` }[lang] : null,
  ]
  return parts.filter(Boolean).join('; ') || { vi: 'mọi việc', en: 'everything' }[lang]
}

const mandateShown = (site: Site, mandate: Mandate, lang: Lang): Html =>
  definitions(
    [
      [{ vi: 'Người đại diện', en: 'Representative' }, mandate.representative_name],
      [{ vi: 'Làm thay cho', en: 'For' }, mandate.represented_name],
      ...(mandate.represented === null
        ? ([[{ vi: 'Mã số người đề nghị đã ghi', en: 'Number as typed by the asker' }, mandate.asked_number]] as const)
        : []),
      [{ vi: 'Tư cách', en: 'As' }, mandateKinds[mandate.kind][lang]],
      [{ vi: 'Thời hạn', en: 'Term' }, termWords(mandate)[lang]],
      [{ vi: 'Phạm vi', en: 'Scope' }, scopeWords(site, mandate, lang)],
      [{ vi: 'Căn cứ', en: 'Paper' }, mandate.evidence_number],
      ...(mandate.reason ? ([[{ vi: 'Lý do', en: 'Reason' }, mandate.reason]] as const) : []),
    ],
    lang,
  )
