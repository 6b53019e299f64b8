import { join } from 'node:path'
import { changeKeyRing, openKeyRing, rotateSecrets, rotateSigningKey } from '#kernel/trust'
import { command, refuseUsage } from './command.ts'
import { operator } from './place.ts'

export default command({
  name: 'keys',
  about: {
    vi: 'Thay khóa niêm bí mật trong cơ sở dữ liệu (khóa TOTP, bí mật ứng dụng) và niêm lại mọi giá trị; thay khóa ký thẻ đăng nhập cho hệ thống khác.',
    en: 'Replaces the key that seals secrets in the database and seals every value anew; replaces the keys that sign ID tokens for other systems.',
  },
  usage: ['keys rotate', 'keys rotate --drop-old', 'keys list', 'keys signing', 'keys signing --compromised'],
  options: {
    'drop-old': {
      type: 'boolean',
      about: {
        vi: 'Bỏ khỏi chùm khóa những khóa không còn niêm giá trị nào; chỉ khi Sen đã dừng',
        en: 'Takes keys that seal nothing any more out of the ring; only while Sen is stopped',
      },
    },
    compromised: {
      type: 'boolean',
      about: {
        vi: 'Với "signing": khóa cũ đã lộ, bỏ ngay; mọi thẻ đã ký thành vô hiệu, người dùng đăng nhập lại',
        en: 'With "signing": the former keys are known to others and go at once; what they signed is void',
      },
    },
  },
  more: {
    vi: 'Khóa ký mới được công bố ngay ở /oidc/jwks và bắt đầu ký sau 10 phút; khóa cũ còn được công bố 7 ngày. Chùm khóa nằm ở secrets/keys.json trong thư mục dữ liệu (hoặc tệp SEN_KEYS), quyền 0600: hãy sao lưu nó riêng với cơ sở dữ liệu. Mất nó thì mọi ứng dụng tạo mã phải cài lại. Bị ngắt giữa chừng thì chạy lại, lệnh làm tiếp phần còn thiếu; Sen đang chạy sẽ tự dùng khóa mới.',
    en: 'A new signing key is published at once and signs after ten minutes; the former stays published for a week. The ring lies in secrets/keys.json of the data directory (or the file SEN_KEYS names), mode 0600: keep a copy apart from the database. Without it every authenticator must be set up again. Interrupted, run it again and it goes on where it stopped; a running Sen takes up the new key by itself.',
  },
  async work(values, names, around) {
    const [way, more] = names
    if (more !== undefined) throw refuseUsage['not-understood']({ said: more.slice(0, 60), name: 'keys' })
    if (way !== 'rotate' && way !== 'list' && way !== 'signing')
      throw way === undefined
        ? refuseUsage['part-missing']({ part: 'rotate | list | signing', name: 'keys' })
        : refuseUsage['not-understood']({ said: way.slice(0, 60), name: 'keys' })
    const { openForCommand } = await import('./store.ts')
    const { database, dataDir, joined, close } = await openForCommand(around)
    try {
      const path = around.environment.SEN_KEYS ?? join(dataDir, 'secrets', 'keys.json')
      const ring = openKeyRing(path)
      database.lend('keys', ring)
      if (way === 'list') {
        for (const id of ring.ids()) around.say(`${id}${id === ring.current() ? '  (đang dùng)' : ''}`)
        return 0
      }
      if (way === 'signing') {
        const kids = await database.transaction(operator(), (tx) =>
          rotateSigningKey(tx, { compromised: values.compromised === true }),
        )
        around.say(
          `Khóa ký mới: ${kids.join(', ')}. ${values.compromised === true ? 'Khóa cũ đã bị bỏ, thẻ đã ký không còn giá trị.' : 'Bắt đầu ký sau 10 phút; khóa cũ còn được công bố 7 ngày.'}`,
        )
        return 0
      }
      const current = changeKeyRing(path, { add: true })
      const { changed, used } = await rotateSecrets(database)
      around.say(`Khóa mới: ${current}. Đã niêm lại ${changed} giá trị.`)
      const idle = ring.ids().filter((id) => id !== current && !used.includes(id))
      if (!values['drop-old']) {
        if (idle.length > 0)
          around.say(
            `${idle.length} khóa cũ không còn niêm giá trị nào; bỏ chúng khi Sen đã dừng: npx sen keys rotate --drop-old`,
          )
        return 0
      }
      if (joined) {
        around.say(
          'Sen đang chạy nên chưa bỏ khóa cũ: nó có thể vừa dùng đến. Hãy dừng Sen rồi chạy lại với --drop-old.',
        )
        return 1
      }
      changeKeyRing(path, { drop: idle })
      around.say(`Đã bỏ ${idle.length} khóa cũ.`)
      return 0
    } finally {
      await close()
    }
  },
})
