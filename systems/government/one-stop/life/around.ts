import { localDate } from '#ground/clock'
import type { Words } from '#ground/text'
import type { Tx } from '#kernel/store'
import { unitNameOn } from '#kernel/trust'
import { Handling } from '../cases.ts'
import { refuse } from '../refusals.ts'
import { statusWords } from '../words.ts'
import { aroundWords } from './words.ts'

/** Where a dossier is received, settled and handed over, and what was filed together with it: names and states, no person. */
export interface Around {
  /** By the names of the day it was received; null on dossiers of before. */
  places: { agency: string | null; received: string | null; returning: string | null }
  /** Received or handed over by another centre than the one of the place that settles it (phi địa giới). */
  elsewhere: { received: boolean; returning: boolean }
  /** Dossiers of the same filing in their order, this one among them; empty when it was filed alone. */
  together: {
    place: number
    number: string
    procedure: string
    state: Words
    tone: 'active' | 'wait' | 'good' | 'bad' | 'neutral'
    here: boolean
    /** The page of its case, for who takes part in it; null for who does not. */
    link: string | null
  }[]
  /** How many exemptions are claimed that the reader may judge. */
  claims: number
}

interface Own {
  id: string
  unit: string
  agency: string | null
  received_unit: string | null
  returning_unit: string | null
  bundle: string | null
  received_at: Date
}
interface Other {
  id: string
  number: string
  procedure_name: string
  status: keyof typeof statusWords
  waits_for: string | null
  bundle_place: number
}

/** What stands around a dossier the actor may see. Of the others of its filing only number, procedure and state leave. */
export async function aroundDossier(tx: Tx, id: string): Promise<Around> {
  const own = await tx.one<Own>(
    'select id, unit, agency, received_unit, returning_unit, bundle, received_at from one_stop.dossier where id = $1',
    [id],
  )
  if (!own) throw refuse['no-such-dossier']({ number: id })
  const day = localDate(own.received_at)
  const name = async (unit: string | null) => (unit === null ? null : ((await unitNameOn(tx, unit, day)) ?? null))
  const received = own.received_unit ?? own.unit
  const returning = own.returning_unit ?? received
  const others =
    own.bundle === null
      ? []
      : await tx.asHouse(() =>
          tx.query<Other>(
            'select id, number, procedure_name, status, waits_for, bundle_place from one_stop.dossier where bundle = $1 order by bundle_place',
            [own.bundle],
          ),
        )
  const open =
    others.length === 0
      ? []
      : await tx.query<{ id: string }>('select id from one_stop.dossier where id = any($1::uuid[])', [
          others.map((one) => one.id),
        ])
  const sees = new Set(open.map((one) => one.id))
  const claims = await tx.one<{ count: number }>(
    'select count(*)::int as count from one_stop.fee_claim where dossier = $1',
    [own.id],
  )
  return {
    places: { agency: await name(own.agency), received: await name(received), returning: await name(returning) },
    elsewhere: { received: received !== own.unit, returning: returning !== own.unit },
    together: others.map((one) => {
      const waits = one.waits_for !== null && one.status === 'registered'
      return {
        place: one.bundle_place,
        number: one.number,
        procedure: one.procedure_name,
        state: waits ? aroundWords.waits : statusWords[one.status],
        tone: waits ? 'wait' : toneOf(one.status),
        here: one.id === own.id,
        link: sees.has(one.id) ? `/officer/cases/one-stop/dossier/${one.id}` : null,
      }
    }),
    claims: claims?.count ?? 0,
  }
}

const toneOf = (status: keyof typeof statusWords): Around['together'][number]['tone'] =>
  Handling.states[status]?.tone ?? 'active'
