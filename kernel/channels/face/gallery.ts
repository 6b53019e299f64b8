/** `/design`: every part in every state, in both themes side by side, with the numbers that prove the colours. */
import type { Words } from '#ground/text'
import { choropleth, type Places } from '../map/index.ts'
import type { Field } from './answers.ts'
import { problemBody } from './errors.ts'
import { answerSummary, type FormParts, form } from './form.ts'
import { attributes, type Html, html, type Piece } from './html.ts'
import { icon, iconNames, lotus } from './icons.ts'
import type { House } from './page.ts'
import * as parts from './parts.ts'
import { contrast, pairs, type Theme, tokens } from './tokens.ts'
import { type Lang, numberText, say } from './words.ts'

type Specimen = {
  id: string
  title: Words /** Drawn once for each theme; `p` goes before every id. */
  draw: (p: string) => Piece
}
const noon = new Date('2026-11-20T03:32:00Z')

const fields: readonly Field[] = [
  {
    name: 'name',
    kind: 'text',
    label: { vi: 'Họ và tên', en: 'Full name' },
    required: true,
    max: 100,
    autocomplete: 'name',
    personal: 'basic',
  },
  {
    name: 'cccd',
    kind: 'identifier',
    identifier: 'nationalId',
    label: { vi: 'Số định danh cá nhân', en: 'Personal number' },
    required: true,
  },
  {
    name: 'phone',
    kind: 'identifier',
    identifier: 'phone',
    label: { vi: 'Số điện thoại', en: 'Telephone' },
    help: { vi: 'Tin nhắn về hồ sơ sẽ gửi tới số này.', en: 'Messages about the dossier go to this number.' },
  },
  {
    name: 'birth',
    kind: 'date',
    label: { vi: 'Ngày sinh', en: 'Date of birth' },
    required: true,
    autocomplete: 'bday',
  },
  {
    name: 'kin',
    kind: 'choice',
    label: { vi: 'Quan hệ với người được khai', en: 'Relation to the person' },
    required: true,
    choices: [
      { value: 'father', label: { vi: 'Cha', en: 'Father' } },
      { value: 'mother', label: { vi: 'Mẹ', en: 'Mother' } },
      { value: 'other', label: { vi: 'Người thân khác', en: 'Another relative' } },
    ],
  },
  {
    name: 'first',
    kind: 'yesno',
    label: { vi: 'Đây có phải lần đầu làm thủ tục này?', en: 'Is this the first time?' },
    required: true,
  },
  { name: 'home', kind: 'place', label: { vi: 'Nơi cư trú', en: 'Residence' }, required: true },
  { name: 'area', kind: 'number', label: { vi: 'Diện tích', en: 'Area' }, unit: 'm²' },
  { name: 'price', kind: 'money', label: { vi: 'Giá trị chuyển nhượng', en: 'Price' } },
  { name: 'stay', kind: 'period', label: { vi: 'Thời gian tạm trú', en: 'Period of stay' } },
  {
    name: 'detail',
    kind: 'text',
    lines: 4,
    max: 2000,
    label: { vi: 'Nội dung đề nghị', en: 'What you ask for' },
    personal: 'sensitive',
  },
  {
    name: 'children',
    kind: 'rows',
    max: 5,
    label: { vi: 'Người đi cùng', en: 'Companions' },
    fields: [
      { name: 'name', kind: 'text', label: { vi: 'Họ và tên', en: 'Full name' }, required: true, max: 100 },
      { name: 'birth', kind: 'date', label: { vi: 'Ngày sinh', en: 'Date of birth' } },
    ],
  },
  {
    name: 'photos',
    kind: 'files',
    max: 3,
    sizeMax: 10_000_000,
    accept: 'image/*,.pdf',
    label: { vi: 'Ảnh chụp giấy tờ', en: 'Photos of the papers' },
  },
  { name: 'code', kind: 'computed', label: { vi: 'Mã hồ sơ', en: 'Dossier number' } },
]
const values = {
  name: 'Nguyễn Thị Ngọc Huệ',
  cccd: '087185001234',
  birth: '1985-09-02',
  kin: 'mother',
  first: true,
  home: { commune: '29869', line: 'Số 12, đường Nguyễn Huệ, khóm 3' },
  area: 1234.5,
  price: 1_500_000_000,
  stay: { from: '2026-11-01', to: '2027-04-30' },
  detail: 'Kính đề nghị cấp bản sao trích lục.\nXin cảm ơn.',
  children: [{ name: 'Trần Minh Đăng', birth: '2015-06-01' }],
  photos: ['a'],
  code: 'H20.35-261120-0042',
}
const files = { a: { id: 'a', name: 'can-cuoc-mat-truoc.jpg', size: 1_834_210, href: '#' } }
const communes = [
  { value: '29869', words: 'Phường Cao Lãnh' },
  { value: '29905', words: 'Phường Sa Đéc' },
  { value: '28261', words: 'Phường Mỹ Tho' },
]

/** A small comb of hexagons: the map's parts without anyone's boundaries. */
function comb(): Places {
  const names = [
    'Cao Lãnh',
    'Sa Đéc',
    'Mỹ Tho',
    'Gò Công',
    'Cai Lậy',
    'Hồng Ngự',
    'Tam Nông',
    'Lấp Vò',
    'Lai Vung',
    'Cái Bè',
    'Chợ Gạo',
    'Tràm Chim',
  ]
  return {
    type: 'FeatureCollection',
    source: 'hexagons',
    features: names.map((name, i) => {
      const [x, y] = [(i % 4) * 1.732 + (Math.floor(i / 4) % 2) * 0.866, 10 - Math.floor(i / 4) * 1.5]
      const ring = Array.from({ length: 7 }, (_, k) => [
        x + Math.sin((k * Math.PI) / 3),
        y + Math.cos((k * Math.PI) / 3),
      ])
      return {
        type: 'Feature',
        properties: { code: String(i), name },
        geometry: { type: 'Polygon', coordinates: [ring] },
      }
    }),
  }
}

function specimens(house: House, lang: Lang): Specimen[] {
  const shape = (p: string, more: Partial<FormParts>): FormParts => ({
    id: `${p}-form`,
    action: '#',
    fields,
    values,
    files,
    options: { communes },
    csrf: 'x',
    submit: { name: 'next', words: { vi: 'Tiếp tục', en: 'Continue' } },
    others: [{ name: 'save', words: { vi: 'Lưu, làm sau', en: 'Save for later' }, unchecked: true }],
    ...more,
  })
  const home: parts.Option & { href: string } = { value: '', words: { vi: 'Về trang chủ', en: 'Home' }, href: '#' }
  return [
    {
      id: 'buttons',
      title: { vi: 'Nút bấm', en: 'Buttons' },
      draw: () => [
        parts.actions(
          parts.button({ words: { vi: 'Nộp hồ sơ', en: 'File the dossier' }, tone: 'primary' }, lang),
          parts.button({ words: { vi: 'Lưu nháp', en: 'Save draft' } }, lang),
          parts.button({ words: { vi: 'In giấy hẹn', en: 'Print receipt' }, tone: 'quiet', icon: 'print' }, lang),
          parts.button({ words: { vi: 'Rút hồ sơ', en: 'Withdraw' }, tone: 'danger' }, lang),
          parts.button({ words: { vi: 'Chưa dùng được', en: 'Not available' }, off: true }, lang),
          parts.linkButton({ words: { vi: 'Tải kết quả', en: 'Download result' }, href: '#', icon: 'download' }, lang),
        ),
      ],
    },
    {
      id: 'states',
      title: { vi: 'Trạng thái và đồng hồ', en: 'States and clocks' },
      draw: () => [
        parts.actions(
          parts.pill({ tone: 'neutral', words: { vi: 'Mới đăng ký', en: 'Submitted' } }, lang),
          parts.pill({ tone: 'active', words: { vi: 'Đang xử lý', en: 'In progress' } }, lang),
          parts.pill({ tone: 'wait', words: { vi: 'Chờ bổ sung', en: 'Waiting for you' } }, lang),
          parts.pill({ tone: 'good', words: { vi: 'Đã trả kết quả', en: 'Result given' } }, lang),
          parts.pill({ tone: 'bad', words: { vi: 'Không tiếp nhận', en: 'Refused' } }, lang),
        ),
        parts.actions(
          parts.clockWords({ state: 'ok', words: { vi: 'còn 3 ngày làm việc', en: '3 working days left' } }, lang),
          parts.clockWords({ state: 'warn', words: { vi: 'còn 5 giờ làm việc', en: '5 working hours left' } }, lang),
          parts.clockWords(
            { state: 'late', words: { vi: 'quá hạn 2 ngày làm việc', en: '2 working days late' } },
            lang,
          ),
          parts.clockWords({ state: 'paused', words: { vi: 'tạm dừng, chờ bổ sung', en: 'paused, waiting' } }, lang),
          parts.clockWords({ state: 'none', words: { vi: 'không có hạn', en: 'no deadline' } }, lang),
        ),
      ],
    },
    {
      id: 'notices',
      title: { vi: 'Thông báo', en: 'Notices' },
      draw: () => [
        parts.notice(
          {
            tone: 'info',
            body: say(
              {
                vi: 'Hồ sơ trực tuyến được tiếp nhận trong 8 giờ làm việc.',
                en: 'Online dossiers are accepted within 8 working hours.',
              },
              lang,
            ),
          },
          lang,
        ),
        parts.notice(
          {
            tone: 'good',
            title: { vi: 'Đã nộp hồ sơ', en: 'Dossier filed' },
            body: say(
              {
                vi: 'Mã hồ sơ H20.35-261120-0042 đã gửi tới điện thoại của bạn.',
                en: 'Number H20.35-261120-0042 was sent to your phone.',
              },
              lang,
            ),
          },
          lang,
        ),
        parts.notice(
          {
            tone: 'warn',
            title: { vi: 'Cần bổ sung giấy tờ', en: 'Papers are missing' },
            body: say(
              { vi: 'Hạn cuối 11/12/2026. Quá hạn, hồ sơ tự đóng.', en: 'Until 11 Dec 2026, or the dossier closes.' },
              lang,
            ),
            actions: parts.linkButton({ words: { vi: 'Bổ sung ngay', en: 'Add them now' }, href: '#' }, lang),
          },
          lang,
        ),
        parts.notice(
          {
            tone: 'error',
            title: { vi: 'Chưa thanh toán được', en: 'Payment failed' },
            body: say(
              {
                vi: 'Ngân hàng từ chối giao dịch. Tiền chưa bị trừ. Hãy thử lại hoặc nộp tại quầy.',
                en: 'The bank refused. Nothing was charged. Try again or pay at the counter.',
              },
              lang,
            ),
          },
          lang,
        ),
      ],
    },
    {
      id: 'way',
      title: { vi: 'Đường đi và các bước', en: 'Way and steps' },
      draw: (p) => [
        parts.breadcrumb(
          [
            { href: '#', words: { vi: 'Trang chủ', en: 'Home' } },
            { href: '#', words: { vi: 'Thủ tục', en: 'Services' } },
            { href: '#', words: { vi: 'Đăng ký khai sinh', en: 'Birth registration' } },
          ],
          lang,
          `${p}: crumbs`,
        ),
        parts.steps(
          {
            at: 1,
            steps: [
              { vi: 'Thông tin', en: 'Details' },
              { vi: 'Giấy tờ', en: 'Papers' },
              { vi: 'Lệ phí', en: 'Fee' },
              { vi: 'Xem lại', en: 'Review' },
            ],
          },
          lang,
        ),
        parts.pagination(
          { newer: '#', older: '#', words: { vi: '21–40 trong 1.204', en: '21–40 of 1,204' }, name: `${p}: pages` },
          lang,
        ),
      ],
    },
    {
      id: 'search',
      title: { vi: 'Tìm và danh sách', en: 'Search and lists' },
      draw: (p) => [
        parts.searchBox(
          {
            id: `${p}-q`,
            action: '#',
            label: {
              vi: `Tìm thủ tục${p.endsWith('d') ? ' (đêm)' : ''}`,
              en: `Find a service${p.endsWith('d') ? ' (night)' : ''}`,
            },
            hint: { vi: 'Gõ tên việc cần làm, không dấu cũng được', en: 'Type what you need; accents may be left out' },
            value: 'khai sinh',
            clear: '#',
            filters: [
              {
                name: 'level',
                words: { vi: 'Nơi giải quyết', en: 'Office' },
                value: 'x',
                options: [
                  { value: 'x', words: { vi: 'Cấp xã', en: 'Commune' } },
                  { value: 't', words: { vi: 'Cấp tỉnh', en: 'Province' } },
                ],
              },
            ],
          },
          lang,
        ),
        parts.linkList(
          [
            {
              href: '#',
              icon: 'users',
              title: { vi: 'Đăng ký khai sinh', en: 'Birth registration' },
              note: say({ vi: 'Trong ngày · Không thu phí · Nộp trực tuyến', en: 'Same day · Free · Online' }, lang),
            },
            {
              href: '#',
              icon: 'folder',
              title: 'H20.35-261120-0042',
              note: say({ vi: 'Cấp bản sao trích lục hộ tịch', en: 'Copy of a civil status record' }, lang),
              aside: parts.pill({ tone: 'wait', words: { vi: 'Chờ bổ sung', en: 'Waiting for you' } }, lang),
            },
          ],
          lang,
        ),
        parts.tiles(
          [
            { href: '#', words: { vi: 'Nộp hồ sơ', en: 'File a dossier' }, icon: 'edit' },
            { href: '#', words: { vi: 'Phản ánh hiện trường', en: 'Report a problem' }, icon: 'pin' },
            { href: '#', words: { vi: 'Độ mặn, triều cường', en: 'Salinity and tides' }, icon: 'map' },
          ],
          lang,
        ),
      ],
    },
    {
      id: 'lists',
      title: { vi: 'Bảng, số liệu, lệ phí', en: 'Tables, facts, fees' },
      draw: () => [
        parts.table(
          {
            caption: { vi: 'Hồ sơ gần đây', en: 'Recent dossiers' },
            columns: [
              { words: { vi: 'Mã hồ sơ', en: 'Number' } },
              { words: { vi: 'Ngày nộp', en: 'Filed' } },
              { words: { vi: 'Lệ phí', en: 'Fee' }, numeric: true },
            ],
            rows: [
              [html`<a href="#">H20.35-261120-0042</a>`, '20/11/2026', '8.000'],
              [html`<a href="#">H20.35-261118-0007</a>`, '18/11/2026', '150.000'],
            ],
          },
          lang,
        ),
        parts.definitions(
          [
            [{ vi: 'Người nộp', en: 'Applicant' }, 'Nguyễn Thị Ngọc Huệ'],
            [{ vi: 'Nơi tiếp nhận', en: 'Received at' }, 'Trung tâm Phục vụ hành chính công phường Cao Lãnh'],
            [{ vi: 'Ghi chú', en: 'Remark' }, null],
          ],
          lang,
        ),
        parts.fees(
          [
            { words: { vi: 'Lệ phí trích lục', en: 'Copy fee' }, amount: 8000, note: { vi: '2 bản', en: '2 copies' } },
            { words: { vi: 'Trả kết quả tại nhà', en: 'Delivery' }, amount: 30000 },
          ],
          lang,
        ),
        parts.fileList(Object.values(files), {}, lang),
      ],
    },
    {
      id: 'time',
      title: { vi: 'Diễn biến và biên nhận', en: 'Timeline and receipt' },
      draw: () => [
        parts.timeline(
          [
            { at: null, title: { vi: 'Dự kiến trả kết quả 25/11/2026', en: 'Result expected 25 Nov 2026' } },
            {
              at: noon,
              title: { vi: 'Yêu cầu bổ sung giấy tờ', en: 'More papers asked for' },
              by: 'Lê Hoàng Phúc',
              tone: 'wait',
            },
            {
              at: new Date(noon.getTime() - 3_600_000),
              title: { vi: 'Tiếp nhận hồ sơ', en: 'Dossier accepted' },
              by: 'Trung tâm PVHCC phường Cao Lãnh',
              tone: 'good',
            },
          ],
          lang,
        ),
        parts.card(
          {
            title: { vi: 'Biên nhận', en: 'Receipt' },
            icon: 'check',
            body: parts.qrFigure(
              {
                text: 'https://sen.example.vn/tra-cuu/H20.35-261120-0042',
                label: { vi: 'Mã QR tra cứu hồ sơ', en: 'QR code to look up the dossier' },
                caption: 'H20.35-261120-0042',
              },
              lang,
            ),
          },
          lang,
        ),
      ],
    },
    {
      id: 'form',
      title: { vi: 'Biểu mẫu đã điền', en: 'A form filled in' },
      draw: (p) => form(shape(p, { autosave: { url: '#', sequence: 1, savedAt: noon } }), lang),
    },
    {
      id: 'form-wrong',
      title: { vi: 'Biểu mẫu có lỗi', en: 'A form with errors' },
      draw: (p) =>
        form(
          shape(`${p}w`, {
            fields: fields.filter((f) => ['name', 'birth', 'kin', 'home', 'children', 'photos'].includes(f.name)),
            values: { name: '', birth: '31/02/1985', kin: null, home: null, children: [], photos: [] },
            errors: {
              name: { vi: 'Hãy điền "Họ và tên".', en: 'Fill in “Full name”.' },
              birth: { vi: 'Không có ngày 31/02/1985 trong lịch.', en: 'There is no day 31/02/1985.' },
              kin: { vi: 'Hãy chọn quan hệ với người được khai.', en: 'Choose the relation.' },
              'home.commune': { vi: 'Hãy chọn xã, phường.', en: 'Choose a commune.' },
            },
          }),
          lang,
        ),
    },
    {
      id: 'review',
      title: { vi: 'Xem lại trước khi gửi', en: 'Review before sending' },
      draw: () =>
        parts.card(
          {
            body: answerSummary(
              { fields, values, files, options: { communes }, changeHref: (f) => `#${f.name}` },
              lang,
            ),
          },
          lang,
        ),
    },
    {
      id: 'rating',
      title: { vi: 'Đánh giá, đăng nhập, xác nhận', en: 'Rating, sign-in, confirmation' },
      draw: (p) => [
        parts.rating(
          {
            id: `${p}-rate`,
            name: `${p}-rate`,
            question: { vi: 'Bạn hài lòng với cách phục vụ?', en: 'Were you content with the service?' },
            value: 3,
            words: [
              { vi: 'Không hài lòng', en: 'Not content' },
              { vi: 'Hài lòng', en: 'Content' },
              { vi: 'Rất hài lòng', en: 'Very content' },
            ],
          },
          lang,
        ),
        parts.signInForm(
          {
            action: '#',
            csrf: 'x',
            next: '/',
            id: `${p}-sign`,
            login: '087185001234',
            error: {
              vi: 'Sai tên đăng nhập hoặc mật khẩu. Còn 4 lần thử.',
              en: 'Wrong name or password. 4 tries left.',
            },
            others: [{ href: '#', words: { vi: 'Đăng nhập bằng VNeID', en: 'Sign in with VNeID' } }],
            help: { href: '#', words: { vi: 'Quên mật khẩu?', en: 'Forgot the password?' } },
          },
          lang,
        ),
      ],
    },
    {
      id: 'map',
      title: { vi: 'Bản đồ', en: 'Map' },
      draw: (p) =>
        choropleth(
          comb(),
          { 0: 120, 1: 98, 2: 240, 3: 31, 4: 45, 5: 12, 6: 77, 7: 160, 8: 8, 9: 64, 10: 51 },
          {
            id: `${p}-map`,
            title: { vi: 'Hồ sơ nộp trực tuyến trong tháng', en: 'Dossiers filed online this month' },
            unit: { vi: 'hồ sơ', en: 'dossiers' },
          },
          lang,
        ),
    },
    {
      id: 'moments',
      title: { vi: 'Trống, đang tải, dở dang', en: 'Empty, loading, partial' },
      draw: (p) => [
        parts.empty(
          {
            title: { vi: 'Chưa có hồ sơ nào', en: 'No dossiers yet' },
            body: { vi: 'Hồ sơ bạn nộp sẽ hiện ở đây.', en: 'What you file appears here.' },
            action: parts.linkButton(
              { words: { vi: 'Chọn thủ tục', en: 'Choose a service' }, href: '#', tone: 'primary' },
              lang,
            ),
          },
          lang,
        ),
        parts.loading({}, lang),
        parts.progress(
          {
            id: `${p}-work`,
            words: { vi: 'Đang tải lên giay-khai-sinh.pdf', en: 'Uploading giay-khai-sinh.pdf' },
            value: 42,
            max: 100,
          },
          lang,
        ),
        parts.notice(
          {
            tone: 'warn',
            body: say(
              {
                vi: 'Mới tải được một phần: 40 trong 120 hồ sơ. Phần còn lại chưa đọc được.',
                en: 'Only part is here: 40 of 120 dossiers.',
              },
              lang,
            ),
          },
          lang,
        ),
      ],
    },
    {
      id: 'problems',
      title: { vi: 'Lỗi, không có quyền, mất mạng', en: 'Error, no permission, offline' },
      draw: () => [
        ...([500, 403, 'offline'] as const).map((status) =>
          lowered(
            problemBody(
              { status, reference: status === 'offline' ? undefined : '0199f3a2-7c1e' },
              house,
              '/design',
              lang,
            ),
          ),
        ),
        parts.linkButton(home, lang),
      ],
    },
  ]
}

/** Inside the gallery a page's h1 would be one of many. */
function lowered(body: Html): Html {
  return html`<div class="card">${body}</div>`
}

/**
 * The body of `/design`. Put it into a wide page with the sheet '/face/gallery.css'. Pure: the same words in, the
 * same page out; the numbers beside the colours are computed from tokens.css.
 */
export function gallery(house: House, lang: Lang): Html {
  const list = specimens(house, lang)
  const themes: Theme[] = ['light', 'dark']
  const themeName = { light: { vi: 'Sáng', en: 'Light' }, dark: { vi: 'Đêm trên đồng', en: 'Night on the fields' } }
  const pair = (draw: (theme: Theme) => Piece) =>
    html`<div class="pair">${themes.map((theme) => html`<div ${attributes({ 'data-theme': theme })}><p class="pair-name">${themeName[theme][lang]}</p>${draw(theme)}</div>`)}</div>`
  const t = (vi: string, en: string) => (lang === 'vi' ? vi : en)
  return html`${parts.heading({ above: house.name, title: { vi: 'Bộ giao diện', en: 'The face kit' }, lead: { vi: 'Mọi thành phần, mọi trạng thái, hai nền. Trang này dựng từ chính mã đang chạy.', en: 'Every part in every state, on both grounds, drawn by the code that runs.' } }, lang)}
<ul class="contents"><li><a href="#colours">${t('Màu', 'Colours')}</a></li><li><a href="#letters">${t('Chữ', 'Letters')}</a></li><li><a href="#marks">${t('Hình', 'Marks')}</a></li>${list.map((s) => html`<li><a href="#${s.id}">${s.title[lang]}</a></li>`)}</ul>
<section class="stack" id="colours"><h2>${t('Màu và độ tương phản', 'Colours and their contrast')}</h2>${pair(
    (theme) =>
      html`<ul class="swatches">${pairs.map((p) => {
        const [on, ink] = [tokens[theme][p.on] ?? '', tokens[theme][p.ink] ?? '']
        return html`<li><svg viewBox="0 0 120 48" preserveAspectRatio="none" aria-hidden="true"><path fill="${on}" stroke="${ink}" d="M1 1h118v46h-118z"/><circle cx="60" cy="24" r="12" fill="${ink}"/></svg><code>${p.ink}</code> ${t('trên', 'on')} <code>${p.on}</code><br><strong>${numberText(Math.floor(contrast(on, ink) * 100) / 100, lang)}</strong> ≥ ${numberText(p.least, lang)}</li>`
      })}</ul>`,
  )}</section>
<section class="stack" id="letters"><h2>${t('Chữ', 'Letters')}</h2>${pair(
    () =>
      html`<div class="specimen"><p class="bold">Đồng Tháp Mười: sen hồng, lúa chín, nước nổi</p><p class="half-bold">Ặ ẫ ẩ ấ ầ Ẻ ẽ ẹ ế ề ể ễ ệ Ị ỉ ĩ Ồ ổ ỗ ộ ớ ờ ở ỡ ợ Ừ ử ữ ự ỵ ỷ ỹ Đ đ</p><p class="medium-weight">Quyết định số 1663/NQ-UBTVQH15, 20 phường và 82 xã</p><p class="light">Trích lục kết hôn (bản sao) nộp ở Trung tâm Phục vụ hành chính công phường Mỹ Phước Tây, lệ phí 8.000 ₫ một bản.</p><p class="hint">${t('Chữ nhỏ để gợi ý: nghiêng, khuỷu, thuở, rượu, ngoằn ngoèo', 'Small letters for hints: nghiêng, khuỷu, thuở, rượu, ngoằn ngoèo')}</p></div>`,
  )}</section>
<section class="stack" id="marks"><h2>${t('Hình', 'Marks')}</h2>${pair(() => html`${lotus()} ${iconNames.map((name) => icon(name))}`)}</section>
${list.map((s) => html`<section class="stack" id="${s.id}"><h2>${s.title[lang]}</h2>${pair((theme) => s.draw(`${s.id}-${theme.slice(0, 1)}`))}</section>`)}`
}
