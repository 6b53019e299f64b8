import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { refusals } from '#ground/refusal'
import { certificatesOf, type LogVerdict, logInDatabase, logInFolder, verifyLog } from '#kernel/trust'
import { command, refuseUsage } from './command.ts'

const refuse = refusals('log', {
  'bad-known-head': {
    kind: 'invalid',
    vi: 'Dấu giữ ở ngoài ghi bằng cả hai: --size SỐ-LÁ và --root 64-CHỮ-SỐ-HEX.',
    en: 'A head kept outside is given by both: --size NUMBER and --root with 64 hex digits.',
  },
})

/** Says what was found, Vietnamese first, and answers the exit code. */
function report(verdict: LogVerdict, say: (line: string) => void): number {
  for (const { vi, en } of verdict.findings) say(`✗ ${vi}\n    ${en}`)
  if (verdict.more > 0)
    say(
      `✗ … và ${verdict.more} chỗ nữa cùng loại (mỗi loại chỉ kể 100). / … and ${verdict.more} more of the same kinds.`,
    )
  for (const { vi, en } of verdict.remarks) say(`! ${vi}\n    ${en}`)
  const looked = `${verdict.leaves} lá, ${verdict.facts} sự việc, ${verdict.heads} dấu, ${verdict.stamps} dấu thời gian`
  if (verdict.unsealed > 0)
    say(`  ${verdict.unsealed} sự việc mới đang chờ niêm phong: bình thường. / waiting for their seal: no fault.`)
  if (verdict.ok && verdict.newest) {
    say(`✓ Nhật ký nguyên vẹn: ${looked}. / The log is whole.`)
    say(`  Dấu mới nhất: ${verdict.newest.size} lá, gốc ${verdict.newest.root}`)
    say('  Hãy so với dấu đã gửi ra ngoài (thư, trang /nhat-ky): --size … --root …')
    return 0
  }
  say(
    `✗ NHẬT KÝ KHÔNG NGUYÊN VẸN: ${verdict.findings.length + verdict.more} chỗ sai trong ${looked}. / THE LOG IS NOT WHOLE.`,
  )
  return 1
}

export default command({
  name: 'verify-log',
  about: {
    vi: 'Kiểm tra nhật ký niêm phong: cơ sở dữ liệu đang dùng, hoặc một bản xuất (không cần máy chủ).',
    en: 'Verifies the sealed log: the database in use, or an export (without any server).',
  },
  usage: ['verify-log', 'verify-log THƯ-MỤC', 'verify-log [THƯ-MỤC] --size 12345 --root 9f2c… [--tsa-ca ca.pem]'],
  options: {
    size: {
      type: 'string',
      value: 'NUMBER',
      about: { vi: 'Số lá của một dấu giữ ở ngoài', en: 'Leaves of a head kept outside' },
    },
    root: {
      type: 'string',
      value: 'HEX',
      about: { vi: 'Gốc của dấu ấy, 64 chữ số hex', en: 'Its root, 64 hex digits' },
    },
    'tsa-ca': {
      type: 'string',
      value: 'FILE',
      about: {
        vi: 'Chứng thư gốc (PEM) của máy chủ dấu thời gian',
        en: 'Root certificates (PEM) of the time-stamping authority',
      },
    },
  },
  more: {
    vi: 'Lệnh kể tên từng chỗ sai: sự việc bị sửa, xóa, thêm, đổi chỗ, tráo; lá, nút, dấu, khóa, tệp bị động đến. Mã thoát 1 khi có chỗ sai.',
    en: 'It names each fault: facts changed, missing, added, reordered, swapped; leaves, nodes, heads, keys and files touched. Exit code 1 when there is one.',
  },
  async work(values, names, around) {
    if (names[1] !== undefined) throw refuseUsage['not-understood']({ said: names[1].slice(0, 60), name: 'verify-log' })
    const known: { size: number; root: string }[] = []
    if (values.size !== undefined || values.root !== undefined) {
      if (!/^\d{1,15}$/.test(values.size ?? '') || !/^[0-9a-fA-F]{64}$/.test(values.root ?? ''))
        throw refuse['bad-known-head']()
      known.push({ size: Number(values.size), root: values.root ?? '' })
    }
    const anchors =
      values['tsa-ca'] === undefined ? [] : certificatesOf(await readFile(resolve(values['tsa-ca']), 'utf8'))
    const options = {
      known,
      anchors,
      progress: ({ vi }: { vi: string }) => around.say(`  ${vi}`),
    }
    if (names[0] !== undefined)
      return report(await verifyLog(await logInFolder(resolve(names[0])), options), around.say)
    const { openForCommand } = await import('./store.ts')
    const { database, dataDir, close } = await openForCommand(around)
    try {
      return report(await verifyLog(await logInDatabase(database, join(dataDir, 'log')), options), around.say)
    } finally {
      await close()
    }
  },
})
