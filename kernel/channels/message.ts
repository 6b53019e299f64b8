import { refusals } from '#ground/refusal'
import type { Database, Job } from '#kernel/store'
import { house } from '#kernel/store'
import { openMessage, outgoing } from '#kernel/trust'
import type { Mailer } from './site.ts'

const refuseMessage = refusals('message', {
  'sms-refused': {
    kind: 'unavailable',
    vi: 'Cổng tin nhắn không nhận (mã {status}). Hãy xem SEN_SMS_URL và SEN_SMS_TOKEN.',
    en: 'The text message gateway refused ({status}). Look at SEN_SMS_URL and SEN_SMS_TOKEN.',
  },
})

/** Sends text messages to telephones. */
export interface Sms {
  send(to: string, text: string): Promise<void>
}

/** International form of a Vietnamese number, as gateways want it: 0912… becomes 84912…. */
const international = (phone: string): string => phone.replace(/\D/g, '').replace(/^0/, '84')

/**
 * The port to a text message gateway: POST to `SEN_SMS_URL` of { to, text } as JSON, with `SEN_SMS_TOKEN` as bearer; any 2xx is
 * taken as sent. Without it codes by telephone are not offered. The operator named the gateway, so it may stand inside the network.
 */
export function openSms(environment: NodeJS.ProcessEnv): Sms | null {
  const url = environment.SEN_SMS_URL
  if (!url) return null
  const token = environment.SEN_SMS_TOKEN
  const { hostname, port, protocol } = new URL(url)
  return {
    async send(to, text) {
      const answer = await outgoing(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        body: JSON.stringify({ to: international(to), text }),
        timeoutMs: 10_000,
        bytesMax: 65_536,
        allow: [`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`],
      })
      if (answer.status < 200 || answer.status >= 300) throw refuseMessage['sms-refused']({ status: answer.status })
    },
  }
}

/** Sends one message to one address, unless it came too late to be of use. */
export function messageJob(mailer: Mailer | null, sms: Sms | null): Job {
  return {
    name: 'message',
    triesMax: 3,
    async run(database: Database, payload) {
      const { message, now } = await database.transaction(house, async (tx) => ({
        message: openMessage(tx, payload),
        now: tx.now.getTime(),
      }))
      if (!message || message.to === '' || message.until < now) return
      if (message.channel === 'email') await mailer?.send(message.to, message.subject, message.text)
      else await sms?.send(message.to, message.text)
    },
  }
}
