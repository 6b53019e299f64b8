import { join } from 'node:path'
import { sizeText } from '#kernel/channels'
import { checkBackup, listBackups, makeBackup, pruneBackups, readPassphrase, refuseBackup } from '#kernel/store'
import { backupSettings, edition, saidOfHouse } from '../backups.ts'
import { command, dataDirOf, refuseUsage } from './command.ts'
import { root } from './place.ts'
import { openForCommand } from './store.ts'

const size = (bytes: number): string => sizeText(bytes, 'vi')

export default command({
  name: 'backup',
  about: {
    vi: 'Sao lưu cả tỉnh khi đang chạy: cơ sở dữ liệu, tệp, bí mật; kiểm tra và liệt kê các bản.',
    en: 'Copies the whole province while it runs: database, files, secrets; checks and lists the copies.',
  },
  usage: [
    'backup',
    'backup --to /mnt/sao-luu --verify',
    'backup --list',
    'backup --check /mnt/sao-luu',
    'backup --files-only',
  ],
  options: {
    to: {
      type: 'string',
      value: 'DIR',
      about: {
        vi: 'Nơi cất; mặc định SEN_BACKUP_DIR, rồi SEN_DATA/backup',
        en: 'Where to; default SEN_BACKUP_DIR, then SEN_DATA/backup',
      },
    },
    verify: {
      type: 'boolean',
      about: {
        vi: 'Đọc lại toàn bộ bản vừa làm và so mã băm',
        en: 'Reads the new copy through and compares every hash',
      },
    },
    check: {
      type: 'string',
      value: 'DIR',
      about: { vi: 'Chỉ kiểm tra mọi bản trong DIR, không sao gì', en: 'Only checks every copy in DIR' },
    },
    list: { type: 'boolean', about: { vi: 'Liệt kê các bản', en: 'Lists the copies' } },
    'files-only': {
      type: 'boolean',
      about: { vi: 'Chỉ tệp và bí mật, không có cơ sở dữ liệu', en: 'Files and secrets only, no database' },
    },
    keep: { type: 'boolean', about: { vi: 'Không xóa bản cũ', en: 'Deletes no old copies' } },
  },
  more: {
    vi: 'Sen đang chạy vẫn phục vụ bình thường. Bí mật (data/secrets) được niêm bằng cụm mật khẩu trong tệp SEN_BACKUP_PASSPHRASE_FILE; không có thì bị bỏ lại, và lệnh nói rõ. Ctrl-C: phần dở bị xóa, các bản trước vẫn nguyên. Hướng dẫn: docs/guides/sao-luu.md.',
    en: 'A running Sen goes on serving. Secrets (data/secrets) are sealed with the passphrase in the file SEN_BACKUP_PASSPHRASE_FILE; without it they are left out, and the command says so. Ctrl-C deletes what is unfinished; earlier copies stay. Guide: docs/guides/sao-luu.md.',
  },
  async work(values, names, around) {
    const { say, environment } = around
    if (names[0] !== undefined) throw refuseUsage['not-understood']({ said: names[0].slice(0, 60), name: 'backup' })
    const dataDir = dataDirOf(environment, root)
    const settings = backupSettings(environment, dataDir, false)
    const to = values.check ?? values.to ?? settings.to ?? join(dataDir, 'backup')
    if (values.list || values.check !== undefined) {
      const { kept, broken } = await listBackups(to)
      if (kept.length + broken.length === 0) throw refuseBackup['no-backup']({ path: to, before: '' })
      let wrong = broken.length
      for (const { name, reason } of broken) say(`✗ ${name}  ${reason}`)
      for (const one of kept) {
        const { manifest } = one
        const problems = values.check === undefined ? [] : await checkBackup(to, one)
        wrong += problems.length
        say(
          `${problems.length === 0 ? '✓' : '✗'} ${one.name}  xong ${manifest.finishedAt}  ${manifest.kind === 'physical' ? `PostgreSQL ${manifest.postgres?.version}, ${size(manifest.cluster?.bytes ?? 0)}` : 'chỉ tệp'}, ${manifest.blobs.count} tệp hồ sơ (${size(manifest.blobs.bytes)}), bí mật: ${manifest.secrets.state === 'sealed' ? 'đã niêm' : manifest.secrets.state === 'none' ? 'không có' : 'KHÔNG kèm'}`,
        )
        for (const problem of problems) say(`    ${problem}`)
      }
      if (values.check !== undefined)
        say(wrong === 0 ? `\n${kept.length} bản, mọi byte đúng mã băm.` : `\n${wrong} chỗ hỏng.`)
      return wrong === 0 ? 0 : 1
    }
    if (environment.DATABASE_URL && !values['files-only']) throw refuseBackup['given-database']()
    const passphrase = await readPassphrase(environment)
    const stop = new AbortController()
    const cancel = () => stop.abort()
    process.once('SIGINT', cancel)
    process.once('SIGTERM', cancel)
    const opened = await openForCommand(around)
    const began = performance.now()
    let told = 0
    try {
      const manifest = await makeBackup({
        connection: values['files-only'] ? null : opened.database.ownerConfig,
        dataDir,
        to,
        sen: edition(),
        said: () => saidOfHouse(opened.database),
        ...(passphrase ? { passphrase } : {}),
        signal: stop.signal,
        progress: (step, done, all) => {
          if (done !== 0 && performance.now() - told < 1_000) return
          told = performance.now()
          say(`  ${step}${done > 0 ? `: ${size(done)}${all > 0 ? ` / ${size(all)}` : ''}` : ''}`)
        },
      })
      const seconds = (performance.now() - began) / 1_000
      const read = (manifest.cluster?.files ?? []).reduce((sum, file) => sum + file.size, 0)
      say(`Đã có bản ${manifest.name} ở ${to} sau ${seconds.toFixed(1)} giây`)
      if (manifest.cluster)
        say(
          `  cơ sở dữ liệu: ${size(read)} → ${size(manifest.cluster.bytes)}, ${(read / 1_048_576 / seconds).toFixed(0)} MiB/giây, ${manifest.postgres?.wal.length ?? 0} đoạn nhật ký ghi trước`,
        )
      say(
        `  tệp hồ sơ: ${manifest.blobs.count} (${size(manifest.blobs.bytes)}); tệp khác: ${manifest.files?.files.length ?? 0}`,
      )
      if (manifest.secrets.state === 'left-out')
        say(
          '  bí mật: KHÔNG nằm trong bản này (chưa đặt SEN_BACKUP_PASSPHRASE_FILE). Thiếu chúng thì không mở được cột mã hóa và khóa ký nhật ký: hãy giữ bản ngoại tuyến theo docs/guides/nghi-le-khoa.md.',
        )
      else if (manifest.secrets.state === 'sealed') say('  bí mật: đã niêm bằng cụm mật khẩu')
      if (values.verify) {
        const kept = (await listBackups(to)).kept.find((one) => one.name === manifest.name)
        const problems = kept ? await checkBackup(to, kept) : ['không đọc lại được']
        for (const problem of problems) say(`  ✗ ${problem}`)
        if (problems.length > 0) return 1
        say('  đã đọc lại: mọi byte đúng mã băm')
      }
      if (!values.keep) {
        const pruned = await pruneBackups(to, settings.daysMax, new Date())
        if (pruned.copies.length > 0) say(`  đã xóa bản cũ quá ${settings.daysMax} ngày: ${pruned.copies.join(', ')}`)
      }
      return 0
    } finally {
      process.removeListener('SIGINT', cancel)
      process.removeListener('SIGTERM', cancel)
      await opened.close()
    }
  },
})
