import { parentPort } from 'node:worker_threads'
import type { Letter } from './letter.ts'
import { writeWord } from './letter-word.ts'
import type { WorkAnswer } from './workshop.ts'

parentPort?.on('message', async (letter: Letter) => {
  let reply: WorkAnswer<Uint8Array>
  try {
    reply = { answer: await writeWord(letter) }
  } catch (error) {
    reply = { fault: { code: 'word', message: error instanceof Error ? error.message : String(error) } }
  }
  parentPort?.postMessage(reply)
})
