import { createReadStream } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { Bug } from '#ground/refusal'

/** What a scanner says of one file. `infected` carries the scanner's own name for what it found. */
export type Verdict = { clean: true } | { clean: false; infected: string }

/** Looks through a file on disk. Throws when it could not look: nobody may take that for clean. */
export type Scan = (path: string) => Promise<Verdict>

export interface Scanner {
  scan: Scan
  /** Is somebody there who can scan? For /readyz. */
  ping(): Promise<boolean>
}

export const scanLimits = { secondsMax: 60, answerBytesMax: 4_096, pieceBytes: 65_536 }

/** The scanner could not look: not there, too slow, or it did not take the file. */
export class ScanFault extends Error {}

type Place = { host: string; port: number } | { path: string }

/** 'host:port', 'unix:/run/clamav/clamd.ctl' or a bare path. */
function placeOf(address: string): Place {
  const path = address.startsWith('unix:') ? address.slice(5) : address
  if (path.startsWith('/')) return { path }
  const match = /^(?:tcp:\/\/)?(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})$/i.exec(address)
  if (!match) throw new Bug(`SEN_CLAMD="${address}": write host:port or unix:/path`)
  return { host: (match[1] as string).replace(/^\[|\]$/g, ''), port: Number(match[2]) }
}

/** One talk with clamd: `speak` writes, the answer ends with a NUL (its manual, "z" commands). */
function talk(place: Place, secondsMax: number, speak: (socket: Socket) => Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(place)
    const chunks: Buffer[] = []
    let size = 0
    const end = (error: Error | null, answer = '') => {
      clearTimeout(clock)
      socket.destroy()
      if (error) reject(error instanceof ScanFault ? error : new ScanFault(error.message))
      else resolve(answer)
    }
    const clock = setTimeout(() => end(new ScanFault(`no answer in ${secondsMax} s`)), secondsMax * 1_000)
    socket.on('connect', () => {
      // An error while speaking is told by the answer or the socket; clamd answers before it closes on a file too large.
      speak(socket).catch(() => undefined)
    })
    socket.on('data', (chunk) => {
      size += chunk.length
      chunks.push(chunk)
      if (size > scanLimits.answerBytesMax) return end(new ScanFault('the answer is too long'))
      const text = Buffer.concat(chunks).toString('utf8')
      const stop = text.indexOf('\0')
      if (stop >= 0) end(null, text.slice(0, stop))
    })
    socket.on('error', (error) => end(error))
    socket.on('close', () => end(new ScanFault('the line was closed without an answer')))
  })
}

async function say(socket: Socket, bytes: Uint8Array | string): Promise<void> {
  if (socket.destroyed) throw new ScanFault('closed')
  if (socket.write(bytes)) return
  await new Promise<void>((go, stop) => {
    socket.once('drain', go)
    socket.once('close', () => stop(new ScanFault('closed')))
  })
}

/** Scans through clamd of ClamAV by its INSTREAM command: the file is sent over, so clamd may live on another machine. */
export function openClamd(address: string, options: { secondsMax?: number } = {}): Scanner {
  const place = placeOf(address)
  const secondsMax = options.secondsMax ?? scanLimits.secondsMax
  return {
    async scan(path) {
      const answer = await talk(place, secondsMax, async (socket) => {
        await say(socket, 'zINSTREAM\0')
        const length = Buffer.alloc(4)
        for await (const piece of createReadStream(path, { highWaterMark: scanLimits.pieceBytes })) {
          length.writeUInt32BE((piece as Buffer).length)
          await say(socket, Buffer.concat([length, piece as Buffer]))
        }
        length.writeUInt32BE(0)
        await say(socket, length)
      })
      if (/^stream: OK$/.test(answer)) return { clean: true }
      const found = /^stream: (.+) FOUND$/.exec(answer)?.[1]
      if (found) return { clean: false, infected: found.replace(/[^\w.:/ -]/g, '?').slice(0, 100) }
      throw new ScanFault(answer.replace(/[^\x20-\x7e]/g, '?').slice(0, 200) || 'an empty answer')
    },
    async ping() {
      try {
        return (await talk(place, Math.min(2, secondsMax), (socket) => say(socket, 'zPING\0'))) === 'PONG'
      } catch {
        return false
      }
    },
  }
}
