import { formatMinute, localDate, minuteOfDay, weekday } from '#ground/clock'
import type { Words } from '#ground/text'
import {
  attributes,
  breadcrumb,
  button,
  card,
  csrfField,
  dayText,
  definitions,
  empty,
  type Html,
  heading,
  html,
  icon,
  type Lang,
  linkButton,
  linkList,
  momentText,
  notice,
  pill,
  qrFigure,
  searchBox,
} from '#kernel/channels'
import type { PageContent } from '../pages/content.ts'
import type { Display, KindRow, Service, Slot, Standing, TicketRow } from './queue.ts'
import { serviceName } from './queue.ts'
import { spokenNumber } from './rules.ts'
import { screenPage } from './screen.ts'
import { ticketStateWords } from './words.ts'

const w = (vi: string, en: string): Words => ({ vi, en })
/** Monday first: an appointment is remembered by the day of the week. */
const dayNames: readonly Words[] = [
  w('Thứ Hai', 'Mon'),
  w('Thứ Ba', 'Tue'),
  w('Thứ Tư', 'Wed'),
  w('Thứ Năm', 'Thu'),
  w('Thứ Sáu', 'Fri'),
  w('Thứ Bảy', 'Sat'),
  w('Chủ nhật', 'Sun'),
]
/** An appointment lies some weeks ahead: the English day, longer than the Vietnamese one, goes without its year. */
const shortDay = (day: string, lang: Lang): string => dayText(day, lang).replace(/ \d{4}$/, '')

const words = {
  list: w('Lấy số thứ tự', 'Take a number'),
  listLead: w(
    'Chọn Trung tâm Phục vụ hành chính công bạn sắp đến.',
    'Choose the one-stop centre you are about to visit.',
  ),
  search: w('Tên xã, phường', 'Commune'),
  none: w('Không có Trung tâm nào tên như vậy.', 'No centre has such a name.'),
  kiosk: w('Mời lấy số thứ tự', 'Take your number'),
  who: w('Bạn thuộc diện nào?', 'Which of these are you?'),
  what: w('Bạn đến làm việc gì?', 'What have you come for?'),
  waitingNow: w('người đang chờ', 'waiting'),
  book: w('Đặt lịch hẹn', 'Book a time'),
  screen: w('Xem bảng gọi số', 'See the calling board'),
  yours: w('Số của bạn', 'Your number'),
  print: w('In phiếu', 'Print'),
  done: w('Xong, mời người sau', 'Done, next person'),
  follow: w('Quét để theo dõi trên điện thoại', 'Scan to follow on your phone'),
  ahead: w('Trước bạn', 'Before you'),
  people: w('lượt', 'people'),
  about: w('Ước chừng', 'About'),
  minutes: w('phút', 'minutes'),
  soon: w('Sắp đến lượt bạn', 'You are next'),
  noOpen: w('Chưa có quầy nào mở cho việc này.', 'No counter is open for this yet.'),
  fromToday: w('Tính theo thời gian phục vụ hôm nay.', 'From how long people took today.'),
  fromUsual: w('Tính theo thời gian thường lệ.', 'From how long people usually take.'),
  come: w('Mời đến quầy {number}', 'Please come to counter {number}'),
  skipped: w(
    'Số của bạn đã qua lượt. Hãy đến quầy bất kỳ và nói với cán bộ để được gọi lại.',
    'Your number was passed over. Tell an officer at any counter to be called again.',
  ),
  ended: w('Lượt này đã xong. Cảm ơn bạn.', 'This ticket is finished. Thank you.'),
  booked: w('Bạn đã đặt chỗ', 'You have booked'),
  bookedFor: w('Giờ hẹn', 'Time'),
  here: w('Tôi đã đến', 'I am here'),
  hereHint: w(
    'Bấm khi bạn có mặt tại Trung tâm: số thứ tự được cấp lúc đó, và bạn đứng theo giờ hẹn.',
    'Press when you are at the centre: the number is given then, and you stand by your time.',
  ),
  giveUp: w('Bỏ lượt này', 'Give this up'),
  service: w('Việc', 'For'),
  place: w('Tại', 'At'),
  kind: w('Diện', 'Kind'),
  taken: w('Lấy số lúc', 'Taken at'),
  state: w('Tình trạng', 'State'),
  ticket: w('Về lượt này', 'About this ticket'),
  day: w('Ngày', 'Day'),
  time: w('Khung giờ', 'Time'),
  left: w('còn {left} chỗ', '{left} left'),
  full: w('đã đủ chỗ', 'full'),
  closedDay: w('Ngày này Trung tâm không nhận hẹn.', 'No bookings on this day.'),
  chooseDay: w('Chọn ngày', 'Choose a day'),
  submitBooking: w('Đặt chỗ', 'Book'),
  display: w('Bảng gọi số', 'Calling board'),
  counter: w('Quầy', 'Counter'),
  nextUp: w('Số tiếp theo', 'Next numbers'),
  nobody: w('Chưa có số chờ', 'Nobody is waiting'),
  closed: w('Đóng', 'Closed'),
  paused: w('Tạm dừng', 'Paused'),
  idle: w('Sẵn sàng', 'Ready'),
  invite: w('Mời số {number} đến quầy {counter}', 'Number {number}, counter {counter}'),
  priority: w('ưu tiên', 'priority'),
  sound: w('Bật tiếng gọi', 'Turn the sound on'),
  updated: w('Cập nhật lúc', 'As of'),
  sample: w('Bản chạy thử', 'Trial copy'),
}

const clockOf = (at: Date): string => formatMinute(minuteOfDay(at))

/** The kinds as a person meets them: the ordinary one first. */
const inOrder = (kinds: readonly KindRow[]): KindRow[] =>
  [...kinds].sort((a, b) => b.rank - a.rank || a.code.localeCompare(b.code))

export function centresPage(
  data: { q: string; centres: readonly { place: string; name: string }[] },
  lang: Lang,
): PageContent {
  return {
    title: words.list,
    body: html`${heading({ title: words.list, lead: words.listLead }, lang)}
${searchBox({ id: 'q', action: '/lay-so', value: data.q, label: words.search }, lang)}
${
  data.centres.length === 0
    ? empty({ title: words.none }, lang)
    : linkList(
        data.centres.map((one) => ({ href: `/lay-so/${one.place}`, title: one.name })),
        lang,
      )
}`,
  }
}

/** The kiosk: one choice of kind that may stay as it is, one big button a service. The whole page is one form. */
export function kioskPage(
  data: {
    place: string
    name: string
    kinds: readonly KindRow[]
    services: readonly Service[]
    waiting: number
    csrf: string
    problem?: string
    sample: boolean
    inHall: boolean
  },
  lang: Lang,
): Html {
  const other: Lang = lang === 'vi' ? 'en' : 'vi'
  const body = html`<h1 class="kiosk-title">${words.kiosk[lang]}</h1>
<p class="kiosk-waiting"><strong>${data.waiting}</strong> ${words.waitingNow[lang]}</p>
${data.problem ? html`<p class="kiosk-problem" role="alert">${data.problem}</p>` : null}
<form method="post" action="/lay-so/${data.place}" class="kiosk-form">${csrfField(data.csrf)}${data.inHall ? html`<input type="hidden" name="tai-cho" value="1">` : null}
<fieldset class="kiosk-kinds"><legend>${words.who[lang]}</legend>${inOrder(data.kinds).map(
    (kind) =>
      html`<label class="kiosk-kind"><input ${attributes({ type: 'radio', name: 'kind', value: kind.code, checked: kind.rank !== 1 })}><span>${lang === 'vi' ? kind.name_vi : kind.name_en}</span></label>`,
  )}</fieldset>
<fieldset class="kiosk-services"><legend>${words.what[lang]}</legend>${data.services.map(
    (service) =>
      html`<button type="submit" name="service" value="${service.code}" class="kiosk-service">${service.name[lang]}</button>`,
  )}</fieldset>
</form>
<nav class="kiosk-more" aria-label="${words.list[lang]}"><a href="/lay-so/${data.place}?lang=${other}${data.inHall ? '&tai-cho=1' : ''}" lang="${other}">${other === 'en' ? 'English' : 'Tiếng Việt'}</a>${
    data.inHall
      ? null
      : html`<a href="/lay-so/${data.place}/hen">${words.book[lang]}</a><a href="/man-hinh/${data.place}">${words.screen[lang]}</a>`
  }</nav>`
  return screenPage({
    title: `${words.list[lang]} · ${data.name}`,
    lang,
    kind: 'kiosk',
    name: data.name,
    body,
    sample: data.sample ? words.sample[lang] : null,
    data: { 'data-kiosk': data.inHall ? data.place : undefined },
  })
}

/** What the kiosk shows when a number was given: to be printed on 80 mm, with the QR; it goes back by itself. */
export function slipPage(
  data: { standing: Standing; followUrl: string; sample: boolean; kind: string },
  lang: Lang,
): Html {
  const { ticket, unit } = data.standing
  const back = `/lay-so/${unit.place}?tai-cho=1`
  const body = html`<section class="slip" aria-labelledby="slip-number">
<p class="slip-label">${words.yours[lang]}</p>
<h1 class="slip-number" id="slip-number" aria-label="${spokenNumber(ticket.number ?? '')}">${ticket.number}</h1>
<p class="slip-service">${serviceName(ticket.service)[lang]}</p>
${ticket.rank === 1 ? html`<p class="slip-kind">${data.kind}</p>` : null}
${waitLine(data.standing, lang)}
${qrFigure({ text: data.followUrl, label: words.follow, caption: words.follow[lang] }, lang)}
<p class="slip-at">${unit.name}<br>${momentText(ticket.taken_at, lang)}</p>
</section>
<div class="slip-acts"><button type="button" class="kiosk-service" data-print hidden>${words.print[lang]}</button><a class="kiosk-service kiosk-done" href="${back}">${words.done[lang]}</a></div>`
  return screenPage({
    title: `${ticket.number} · ${unit.name}`,
    lang,
    kind: 'kiosk',
    name: unit.name,
    body,
    refresh: { seconds: 20, to: back },
    sample: data.sample ? words.sample[lang] : null,
    data: { 'data-back': back },
  })
}

function waitLine(standing: Standing, lang: Lang): Html | null {
  if (standing.ahead === null) return null
  if (standing.open === 0)
    return html`<p class="wait-line"><strong>${words.ahead[lang]} ${standing.ahead} ${words.people[lang]}</strong> ${words.noOpen[lang]}</p>`
  if (standing.ahead === 0) return html`<p class="wait-line"><strong>${words.soon[lang]}</strong></p>`
  return html`<p class="wait-line">${words.ahead[lang]} <strong>${standing.ahead}</strong> ${words.people[lang]}, ${words.about[lang].toLowerCase()} <strong>${standing.minutes ?? 0}</strong> ${words.minutes[lang]}</p>`
}

/** What changes on the phone while she waits: drawn here alone, for the page and for each look of its script. */
export function standingBody(standing: Standing, lang: Lang): Html {
  const { ticket, counter } = standing
  switch (ticket.state) {
    case 'called':
    case 'serving':
      return notice(
        {
          tone: 'good',
          body: html`<strong class="phone-come">${words.come[lang].replace('{number}', String(counter?.number ?? ''))}</strong>`,
        },
        lang,
      )
    case 'waiting':
      return html`${waitLine(standing, lang)}${
        standing.ahead
          ? html`<p class="hint">${(standing.fromToday ? words.fromToday : words.fromUsual)[lang]}</p>`
          : null
      }`
    case 'skipped':
      return notice({ tone: 'warn', body: words.skipped[lang] }, lang)
    case 'booked':
      return html``
    default:
      return notice({ tone: 'info', body: words.ended[lang] }, lang)
  }
}

const tones = {
  booked: 'wait',
  waiting: 'wait',
  called: 'active',
  serving: 'active',
  finished: 'good',
  skipped: 'bad',
  left: 'neutral',
} as const

/** A person's own ticket on her phone. */
export function phonePage(
  data: { standing: Standing; kind: string; csrf: string; problem?: string },
  lang: Lang,
): PageContent {
  const { ticket, unit } = data.standing
  const path = `/so-thu-tu/${ticket.code}`
  const act = (name: string, label: Words, tone: 'primary' | 'plain') =>
    html`<form method="post" action="${path}">${csrfField(data.csrf)}<input type="hidden" name="viec" value="${name}">${button({ words: label, tone }, lang)}</form>`
  return {
    title: ticket.number ?? words.booked,
    scripts: ['one-stop/tickets'],
    body: html`${heading({ title: ticket.number ? words.yours : words.booked, above: unit.name }, lang)}
${data.problem ? notice({ tone: 'error', body: data.problem }, lang) : null}
<section class="phone-ticket" ${attributes({ 'data-ticket': `${path}/trang-thai`, 'data-state': ticket.state })}>
${ticket.number ? html`<p class="phone-number" aria-label="${spokenNumber(ticket.number)}">${ticket.number}</p>` : null}
${
  ticket.state === 'booked' && ticket.booked_for
    ? html`<p class="phone-number phone-time">${clockOf(ticket.booked_for)}</p><p>${dayText(localDate(ticket.booked_for), lang)}</p><p class="hint">${words.hereHint[lang]}</p>`
    : null
}
<div aria-live="polite" data-standing>${standingBody(data.standing, lang)}</div>
</section>
${card(
  {
    title: words.ticket,
    body: definitions(
      [
        [
          words.state,
          html`<span data-ticket-state>${pill({ tone: tones[ticket.state], words: ticketStateWords[ticket.state] }, lang)}</span>`,
        ],
        [words.service, serviceName(ticket.service)[lang]],
        [words.kind, data.kind],
        [words.place, unit.name],
        [words.taken, momentText(ticket.taken_at, lang)],
      ],
      lang,
    ),
  },
  lang,
)}
<div class="actions">${ticket.state === 'booked' ? act('den', words.here, 'primary') : null}${
      ['booked', 'waiting', 'skipped'].includes(ticket.state) ? act('bo', words.giveUp, 'plain') : null
    }${linkButton({ words: words.screen, href: `/man-hinh/${unit.place}`, tone: 'quiet' }, lang)}</div>`,
  }
}

/** Booking: a day by a link, a slot by one choice; complete without script. */
export function bookingPage(
  data: {
    place: string
    name: string
    days: readonly string[]
    day: string
    slots: readonly Slot[]
    kinds: readonly KindRow[]
    services: readonly Service[]
    values: { service: string; kind: string }
    csrf: string
    problem?: string
    mine: readonly TicketRow[]
  },
  lang: Lang,
): PageContent {
  const path = `/lay-so/${data.place}/hen`
  return {
    title: words.book,
    body: html`${breadcrumb(
      [
        { href: '/lay-so', words: words.list },
        { href: `/lay-so/${data.place}`, words: data.name },
      ],
      lang,
    )}
${heading({ title: words.book }, lang)}
${data.problem ? notice({ tone: 'error', body: data.problem }, lang) : null}
${
  data.mine.length > 0
    ? linkList(
        data.mine.map((ticket) => ({
          href: `/so-thu-tu/${ticket.code}`,
          title: ticket.booked_for ? momentText(ticket.booked_for, lang) : (ticket.number ?? ''),
          note: serviceName(ticket.service)[lang],
        })),
        lang,
      )
    : null
}
<nav class="day-row" aria-label="${words.chooseDay[lang]}">${data.days.map(
      (day) =>
        html`<a ${attributes({ href: `${path}?ngay=${day}`, 'aria-current': day === data.day ? 'date' : null, class: 'day-link' })}><span>${dayNames[weekday(day) - 1]?.[lang]}</span> ${shortDay(day, lang)}</a>`,
    )}</nav>
${
  data.slots.length === 0
    ? empty({ title: words.closedDay }, lang)
    : html`<form class="form" method="post" action="${path}">${csrfField(data.csrf)}<input type="hidden" name="ngay" value="${data.day}">
<div class="field"><label for="service">${words.what[lang]}</label><select id="service" name="service">${data.services.map(
        (service) =>
          html`<option ${attributes({ value: service.code, selected: service.code === data.values.service })}>${service.name[lang]}</option>`,
      )}</select></div>
<div class="field"><label for="kind">${words.who[lang]}</label><select id="kind" name="kind">${inOrder(data.kinds).map(
        (kind) =>
          html`<option ${attributes({ value: kind.code, selected: kind.code === data.values.kind })}>${lang === 'vi' ? kind.name_vi : kind.name_en}</option>`,
      )}</select></div>
<fieldset class="field"><legend>${words.time[lang]}</legend><div class="slot-grid">${data.slots.map((slot) => {
        const label = clockOf(slot.at)
        return html`<label class="${['slot', slot.left === 0 && 'slot-full']}"><input ${attributes({ type: 'radio', name: 'at', value: slot.at.toISOString(), required: true, disabled: slot.left === 0 })}><span class="slot-time">${label}</span><span class="slot-left">${
          slot.left === 0 ? words.full[lang] : words.left[lang].replace('{left}', String(slot.left))
        }</span></label>`
      })}</div></fieldset>
<div class="actions">${button({ words: words.submitBooking, tone: 'primary' }, lang)}</div></form>`
}`,
  }
}

/** The part of the hall's screen that changes: drawn on the server alone, fetched again by the script. */
export function displayBody(display: Display, lang: Lang): Html {
  const calls = display.counters.filter((counter) => counter.calling && counter.ticket)
  const newest = [...calls].sort((a, b) => (b.calledAt?.getTime() ?? 0) - (a.calledAt?.getTime() ?? 0))[0]
  return html`<div class="board" ${attributes({ 'data-call': newest ? `${newest.ticket}|${newest.number}|${newest.calledAt?.getTime() ?? 0}` : '' })}>
<p class="board-call" aria-live="assertive" data-spoken="${
    newest
      ? words.invite[lang]
          .replace('{number}', spokenNumber(newest.ticket ?? ''))
          .replace('{counter}', String(newest.number))
      : ''
  }">${
    newest
      ? words.invite[lang].replace('{number}', newest.ticket ?? '').replace('{counter}', String(newest.number))
      : html`&nbsp;`
  }</p>
<ul class="board-counters">${display.counters.map(
    (counter) =>
      html`<li class="${['board-counter', counter.calling && 'board-calling', counter.state !== 'open' && 'board-quiet']}"><span class="board-where">${words.counter[lang]} ${counter.number}</span><span class="board-name">${counter.name[lang]}</span><strong class="board-ticket">${
        counter.ticket ??
        (counter.state === 'closed' ? words.closed : counter.state === 'paused' ? words.paused : words.idle)[lang]
      }</strong></li>`,
  )}</ul>
<section class="board-next" aria-labelledby="next"><h2 id="next">${words.nextUp[lang]} <span class="board-count">(${display.waiting} ${words.waitingNow[lang]})</span></h2>${
    display.next.length === 0
      ? html`<p>${words.nobody[lang]}</p>`
      : html`<ol class="board-list">${display.next.map(
          (one) =>
            html`<li class="${one.priority ? 'board-priority' : ''}">${one.number}${one.priority ? html`<span class="unseen"> ${words.priority[lang]}</span>` : null}</li>`,
        )}</ol>`
  }</section>
<p class="board-at">${words.updated[lang]} ${clockOf(display.at)}</p>
</div>`
}

export function displayPage(data: { display: Display; place: string; sample: boolean }, lang: Lang): Html {
  const path = `/man-hinh/${data.place}`
  return screenPage({
    title: `${words.display[lang]} · ${data.display.name}`,
    lang,
    kind: 'display',
    name: data.display.name,
    body: html`<h1 class="unseen">${words.display[lang]}</h1><div data-board="${path}/bang">${displayBody(data.display, lang)}</div><button type="button" class="board-sound" data-sound hidden>${icon('bell')}${words.sound[lang]}</button>`,
    refresh: { seconds: 10, to: path },
    sample: data.sample ? words.sample[lang] : null,
  })
}
