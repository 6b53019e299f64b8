import {
  actions,
  button,
  card,
  csrfField,
  empty,
  type Field,
  html,
  type Lang,
  linkButton,
  momentText,
  notice,
  numberText,
  pagination,
  pill,
  progress,
  type Said,
  say,
  table,
} from '#kernel/channels'
import { type Content, deskPage, type Link, t } from '../desk.ts'
import { columns, type ImportLine, type Outcome, outcomes, type PeopleImport, ROWS_MAX } from '../people-import.ts'

export const importsLink: Link = { href: '/quan-tri/nhap-nguoi', words: t('Nhập hàng loạt', 'Bulk import') }
export const LINES_A_PAGE = 100

const stateWords = {
  checking: { words: t('đang kiểm tra', 'being checked'), tone: 'active' },
  checked: { words: t('đã kiểm tra, chờ thực hiện', 'checked, waits for you'), tone: 'wait' },
  running: { words: t('đang thực hiện', 'running'), tone: 'active' },
  done: { words: t('đã xong', 'done'), tone: 'good' },
} as const
export const outcomeWords: Record<Outcome, { vi: string; en: string }> = {
  'new-account': t('tài khoản mới', 'new account'),
  'role-given': t('giao vai trò', 'role given'),
  changed: t('đổi thời hạn', 'end changed'),
  unchanged: t('không đổi', 'unchanged'),
  asked: t('chờ người thứ hai xác nhận', 'waits for a second administrator'),
  refused: t('bị từ chối', 'refused'),
}

export const fileField: Field = {
  name: 'file',
  kind: 'files',
  label: t('Tệp CSV hoặc XLSX', 'CSV or XLSX file'),
  required: true,
  max: 1,
  sizeMax: 10 * 1_048_576,
  accept: '.csv,.xlsx',
}

export function importsPage(rows: readonly PeopleImport[], csrf: string, error: Said | null, lang: Lang): Content {
  return deskPage(
    {
      title: t('Nhập hàng loạt người, tài khoản, vai trò', 'Bulk import of people, accounts and roles'),
      lead: t(
        `Tối đa ${ROWS_MAX.toLocaleString('vi')} dòng. Tệp được kiểm tra trước, cho xem từng dòng sẽ ra sao, rồi mới thực hiện. Chạy lại cùng một tệp không tạo gì thêm.`,
        `At most ${ROWS_MAX} rows. The file is checked first and shows what will become of each row. Running the same file again adds nothing.`,
      ),
      error,
      body: html`<div class="desk-two">${card(
        {
          title: t('Gửi tệp', 'Send a file'),
          icon: 'upload',
          body: html`<form method="post" action="/quan-tri/nhap-nguoi" enctype="multipart/form-data" class="form">${csrfField(csrf)}<div class="field"><label for="tep">${say(fileField.label, lang)}</label><p class="hint" id="tep-hint">${say(t('Các cột: ', 'Columns: '), lang)}${columns.map((column) => column.title).join(', ')}</p><input id="tep" type="file" name="file" accept=".csv,.xlsx" required aria-describedby="tep-hint"></div>${actions(button({ words: t('Kiểm tra tệp', 'Check the file'), tone: 'primary' }, lang), linkButton({ words: t('Tải tệp mẫu', 'Download the template'), href: '/quan-tri/nhap-nguoi/mau.csv', icon: 'download', download: true }, lang))}</form>`,
        },
        lang,
      )}${card(
        {
          title: t('Các lần nhập của bạn', 'Your imports'),
          icon: 'list',
          body: table(
            {
              caption: t('Các lần nhập của bạn', 'Your imports'),
              hideCaption: true,
              columns: [
                { words: t('Tệp', 'File') },
                { words: t('Lúc', 'At') },
                { words: t('Dòng', 'Rows'), numeric: true },
                { words: t('Tình trạng', 'State') },
              ],
              rows: rows.map((one) => [
                html`<a href="/quan-tri/nhap-nguoi/${one.id}">${one.file_name}</a>`,
                momentText(one.made_at, lang),
                numberText(one.rows, lang),
                pill(stateWords[one.state], lang),
              ]),
              empty: empty({ title: t('Chưa có lần nhập nào.', 'No imports yet.') }, lang),
            },
            lang,
          ),
        },
        lang,
      )}</div>`,
    },
    lang,
  )
}

export function importPage(
  data: {
    one: PeopleImport
    counts: ReadonlyMap<Outcome, number>
    lines: readonly ImportLine[]
    outcome: Outcome | null
    next: number | null
    after: number
    csrf: string
  },
  lang: Lang,
): Content {
  const { one, counts } = data
  const href = `/quan-tri/nhap-nguoi/${one.id}`
  const busy = one.state === 'checking' || one.state === 'running'
  const seen = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const refused = counts.get('refused') ?? 0
  return deskPage(
    {
      title: one.file_name,
      way: [importsLink],
      body: html`${
        busy
          ? notice(
              {
                tone: 'info',
                title: stateWords[one.state].words,
                body: html`${progress({ id: 'tien-do', words: t('Tiến độ', 'Progress'), value: seen, max: one.rows }, lang)}`,
                actions: linkButton({ words: t('Xem lại', 'Look again'), href }, lang),
              },
              lang,
            )
          : null
      }
${
  one.state === 'checked'
    ? notice(
        {
          tone: 'warn',
          title: t(
            'Kiểm tra xong, chưa có gì thay đổi. Dưới đây là điều sẽ xảy ra với từng dòng.',
            'Checked; nothing has changed. Below is what will become of each row.',
          ),
          actions: html`<form method="post" action="${href}/chay">${csrfField(data.csrf)}${button({ words: t(`Thực hiện ${one.rows - refused} dòng hợp lệ`, `Run the ${one.rows - refused} good rows`), tone: 'primary' }, lang)}</form>`,
        },
        lang,
      )
    : null
}
${one.state === 'done' ? notice({ tone: 'good', title: t('Đã thực hiện xong.', 'Done.'), body: html`<p>${say(t('Tài khoản mới chưa có mật khẩu: cấp mã đặt mật khẩu trên trang từng tài khoản.', 'New accounts have no password yet: make a password code on the page of each.'), lang)}</p>` }, lang) : null}
${card(
  {
    title: t('Kết quả từng loại', 'By outcome'),
    icon: 'list',
    body: html`<p>${outcomes.filter((outcome) => counts.get(outcome)).map((outcome) => html`<a href="${href}?loai=${outcome}">${outcomeWords[outcome][lang]}: <strong>${numberText(counts.get(outcome) ?? 0, lang)}</strong></a> · `)}<a href="${href}">${say(t('tất cả', 'all'), lang)}</a></p>`,
    ...(refused > 0
      ? {
          foot: actions(
            linkButton(
              {
                words: t('Tải tệp các dòng bị từ chối', 'Download the refused rows'),
                href: `${href}/loi.csv`,
                icon: 'download',
                download: true,
              },
              lang,
            ),
          ),
        }
      : {}),
  },
  lang,
)}
${table(
  {
    caption: t('Từng dòng', 'Row by row'),
    hideCaption: true,
    columns: [
      { words: t('Dòng', 'Row') },
      { words: t('Tên đăng nhập', 'Login') },
      { words: t('Họ tên', 'Name') },
      { words: t('Vai trò, đơn vị', 'Role, unit') },
      { words: t('Từ – đến', 'From – to') },
      { words: t('Kết quả', 'Outcome') },
    ],
    rows: data.lines.map((line) => [
      String(line.line),
      html`<code>${line.cells.login ?? ''}</code>`,
      line.cells.name ?? '',
      html`${line.cells.role ?? '—'}<br><span class="hint">${line.cells.unit ?? ''}</span>`,
      `${line.cells.from ?? '…'} – ${line.cells.to ?? '…'}`,
      line.outcome === null
        ? '…'
        : html`${pill({ tone: line.outcome === 'refused' ? 'bad' : line.outcome === 'unchanged' ? 'neutral' : 'good', words: outcomeWords[line.outcome] }, lang)}${line.why_vi ? html`<br>${lang === 'vi' ? line.why_vi : line.why_en}` : null}`,
    ]),
    empty: empty({ title: t('Không có dòng nào.', 'No rows.') }, lang),
  },
  lang,
)}
${pagination({ newer: data.after > 0 ? `${href}${data.outcome ? `?loai=${data.outcome}` : ''}` : null, older: data.next === null ? null : `${href}?sau=${data.next}${data.outcome ? `&loai=${data.outcome}` : ''}` }, lang)}`,
    },
    lang,
  )
}
