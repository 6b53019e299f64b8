/** The first tour: a birth filed on a phone, worked on by five officers, and what the citizen reads of it afterwards. */
import { join } from 'node:path'
import sharp from 'sharp'
import { drawPdf } from '#kernel/papers'
import { sealAll, sealKeysIn } from '#kernel/trust'
import { desk, phone, type Task, type Walk } from './album.ts'

const birth = '1.001193'

/** What the mother in the walk declares, by the name of the field; the choices are the first of each page unless named. */
const declared: Record<string, string> = {
  child_name: 'Nguyễn Minh Khôi',
  child_birth_date: '12/11/2026',
  child_birth_place: 'Bệnh viện Đa khoa Đồng Tháp',
  child_home_town: 'Phường Cao Lãnh, tỉnh Đồng Tháp',
  mother_name: 'Nguyễn Thị Ngọc Lan',
  mother_birth_year: '1994',
  mother_ethnicity: 'Kinh',
  mother_nationality: 'Việt Nam',
  mother_residence: 'Số 10, khóm 5, Phường Cao Lãnh',
  copies: '2',
}

/** A paper to send in: no scan of anybody's, a drawn page that says that it is a sample. */
function samplePaper(words: string): Promise<Buffer> {
  // The house reads no SVG; this drawing is our own.
  sharp.unblock({ operation: ['VipsForeignLoadSvgBuffer'] })
  const lines = [
    `<text x="60" y="120" font-size="34">${words}</text>`,
    '<text x="60" y="190" font-size="24">DỮ LIỆU MẪU</text>',
  ]
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="840" height="1188"><rect width="840" height="1188" fill="#fff"/>${lines.join('')}</svg>`,
    ),
  )
    .jpeg()
    .toBuffer()
}

export const firstDossier: Walk = {
  at: '2026-11-25T08:40:00+07:00',
  pictures: [
    'trang-chu',
    'danh-muc',
    'thu-tuc',
    'nop-giay-to',
    'nop-to-khai',
    'kiem-tra',
    'da-gui',
    'viec-cua-don-vi',
    'ho-so',
    'tiep-nhan-tai-quay',
    'danh-sach-ho-so',
    'phim-tat',
    'mau-01',
    'ho-so-cong-dan',
    'bang-dieu-hanh',
    'ban-do',
    'dem-tren-dong',
    'kho-giay-to',
    'ai-da-xem',
    'kiem-chung',
    'bao-mat',
    'quan-tri',
    'cong-bo-ngay',
    'thu-vien',
  ],
  async walk({ house, clock, dataDir, open, as, make, shoot, keep }) {
    // ------------------------------------------------------------------------------------- everybody
    const street = await open(phone)
    await street.page.goto('/')
    await shoot(street.page, 'trang-chu')
    await street.page.goto('/thu-tuc?q=khai+sinh')
    await shoot(street.page, 'danh-muc')
    await street.page.goto(`/thu-tuc/${birth}`)
    await shoot(street.page, 'thu-tuc', 1300)
    await street.context.close()

    // ------------------------------------------------------------------------------------- the citizen
    const lan = await open(phone, 'lan')
    const { page } = lan
    await page.goto(`/nop/${birth}`)
    await page.locator(`form[action="/nop/${birth}"] button`).click()
    const next = page.locator('main button[name="act"][value="next"]').last()
    for (let at = 1; (await next.count()) > 0; at++) {
      if (at > 12) throw new Error(`the filing does not come to its summary: ${page.url()}`)
      for (const [field, value] of Object.entries(declared)) {
        const box = page.locator(`main input[name="${field}"], main textarea[name="${field}"]`)
        if ((await box.count()) === 1) await box.fill(value)
      }
      for (const group of new Set(
        await page
          .locator('main input[type="radio"]')
          .filter({ visible: true })
          .evaluateAll((all) => all.map((one) => one.getAttribute('name') ?? '')),
      )) {
        const radios = page.locator(`main input[type="radio"][name="${group}"]`)
        if ((await radios.and(page.locator(':checked')).count()) === 0) await radios.first().check()
      }
      // A question that an earlier answer has not opened lies hidden on the page, with its upload.
      const upload = page.locator('main .upload').filter({ visible: true }).first()
      if ((await upload.count()) > 0) {
        const paper = await samplePaper('GIẤY CHỨNG SINH')
        await upload
          .locator('input[type="file"]')
          .setInputFiles({ name: 'giay-chung-sinh.jpg', mimeType: 'image/jpeg', buffer: paper })
        await upload
          .locator('.files li', { hasText: 'giay-chung-sinh.jpg' })
          .getByRole('button', { name: /Xóa/ })
          .waitFor()
        await page.locator('main').getByText('Tôi sẽ nộp bản giấy sau').filter({ visible: true }).last().click()
        await shoot(page, 'nop-giay-to', 1200)
      }
      if (await page.locator('[name="child_name"]').count()) await shoot(page, 'nop-to-khai', 1150)
      const before = page.url()
      await next.click()
      await page.waitForURL((now) => now.href !== before)
    }
    await shoot(page, 'kiem-tra', 1500)
    await page.locator('main input[name="declared"]').check()
    await page.locator('main button[name="act"][value="send"]').last().click()
    await page.waitForURL(/\/ho-so\//)
    await shoot(page, 'da-gui', 1100)
    const number = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')

    // ------------------------------------------------------------------------------------- the officers
    clock.advance({ minutes: 20 })
    const counter = await open(desk, 'motcua.caolanh')
    await counter.page.goto('/officer/queue/unit')
    await counter.page.getByText(number).first().waitFor()
    await shoot(counter.page, 'viec-cua-don-vi')
    const queue = (await (await as('motcua.caolanh')).get('/api/v1/tasks?scope=unit&limit=200')).json<{
      rows: Task[]
    }>()
    const dossier = queue.rows.find((row) => row.number === number)?.recordId
    if (!dossier) throw new Error(`dossier ${number} is not there`)
    await counter.page.goto(`/officer/cases/one-stop/dossier/${dossier}`)
    await counter.page.getByText(number).first().waitFor()
    await shoot(counter.page, 'ho-so', 1000)
    await counter.page.goto('/officer/records/one-stop/intake/new')
    const box = (label: RegExp) => counter.page.getByLabel(label).first()
    await box(/^Thủ tục/).fill('chung thuc ban sao')
    await counter.page
      .getByRole('option', { name: /Chứng thực bản sao/ })
      .first()
      .click()
    await box(/^Số định danh người nộp/).fill('087185123456')
    await box(/^Họ và tên người nộp/).fill('Trần Thị Bảy')
    await box(/^Điện thoại/).fill('0900012345')
    await box(/^Nội dung đề nghị/).fill('Chứng thực bản sao bằng tốt nghiệp, 2 bản')
    await shoot(counter.page, 'tiep-nhan-tai-quay', 1000)
    await counter.page.goto('/officer/records/one-stop/dossier')
    await counter.page.getByText(number).first().waitFor()
    await shoot(counter.page, 'danh-sach-ho-so')
    await counter.page.keyboard.press('?')
    await counter.page.getByRole('dialog').waitFor()
    await shoot(counter.page, 'phim-tat')
    await counter.page.keyboard.press('Escape')
    await counter.context.close()

    await make('motcua.caolanh', dossier, 'accept')
    const paper = await lan.context.request.get(`/ho-so/${number}/giay-tiep-nhan.pdf`)
    if (!paper.ok()) throw new Error(`the receipt cannot be read: ${paper.status()}`)
    const drawn = await drawPdf(await paper.body(), { name: 'receipt', page: 1, width: 900, pixelsMax: 4_000_000 })
    if (!drawn) throw new Error('the receipt has no page')
    await keep('mau-01', sharp(drawn.data, { raw: { width: drawn.width, height: drawn.height, channels: 4 } }), 900)

    await make('motcua.caolanh', dossier, 'forward')
    await make('thuly.caolanh', dossier, 'forward')
    await page.clock.setFixedTime(clock.now())
    await page.goto(`/ho-so/${number}`)
    await shoot(page, 'ho-so-cong-dan', 1500)

    const leader = await open(desk, 'giamdoc.caolanh')
    await leader.page.goto('/officer/boards')
    await leader.page.locator('main a[href*="/boards/"]').first().click()
    await leader.page.locator('main canvas, main svg').first().waitFor()
    await shoot(leader.page, 'bang-dieu-hanh', 1100)
    await leader.context.close()
    const monitor = await open(desk, 'tonghop')
    await monitor.page.goto('/officer/map')
    await shoot(monitor.page, 'ban-do', 900)
    await monitor.context.close()
    const night = await open(desk, 'motcua.caolanh', true)
    await night.page.goto('/officer/queue/unit')
    await night.page.getByText('H20.').first().waitFor()
    await shoot(night.page, 'dem-tren-dong')
    await night.context.close()

    await make('truongphong.caolanh', dossier, 'forward')
    await make('lanhdao.caolanh', dossier, 'forward')
    await make('vanthu.caolanh', dossier, 'finish', { result_number: '128/2026', typeset: true })
    await page.clock.setFixedTime(clock.now())
    await page.goto('/giay-to')
    await shoot(page, 'kho-giay-to')
    await sealAll(house.database, sealKeysIn(join(dataDir, 'secrets', 'log-keys')))
    await page.goto('/toi/ai-da-xem')
    await shoot(page, 'ai-da-xem', 1200)
    const [proof] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('link', { name: /Tải bằng chứng/ })
        .first()
        .click(),
    ])
    const file = join(dataDir, 'bang-chung.json')
    await proof.saveAs(file)
    await page.goto('/kiem-chung')
    await page.locator('input[type=file]').setInputFiles(file)
    await page.locator('.proof-steps li').first().waitFor()
    await page.locator('[data-verify-result]').scrollIntoViewIfNeeded()
    await shoot(page, 'kiem-chung', 1150)
    await page.goto('/toi/bao-mat')
    await shoot(page, 'bao-mat', 1050)
    await lan.context.close()

    const administrator = await open(desk, 'quantri')
    await administrator.page.goto('/quan-tri')
    await shoot(administrator.page, 'quan-tri')
    await administrator.page.goto('/quan-tri/lich')
    await administrator.page.fill('[name=date]', '27/11/2026')
    await administrator.page.fill('[name=note]', 'Nghỉ tránh bão số 9')
    await administrator.page.fill('[name=document]', 'Công điện 9/CĐ-UBND ngày 25/11/2026')
    await administrator.page.getByRole('button', { name: 'Xem trước tác động' }).click()
    await administrator.page.getByRole('button', { name: 'Xác nhận, thực hiện' }).waitFor()
    await shoot(administrator.page, 'cong-bo-ngay', 900)
    await administrator.context.close()

    const gallery = await open(desk)
    await gallery.page.goto('/design')
    await shoot(gallery.page, 'thu-vien', 1000)
    await gallery.context.close()
  },
}
