import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  AppLink,
  call,
  Failure,
  Loading,
  type PanelProps,
  post,
  Refusal,
  showMoney,
  ToneBadge,
  told,
  useLanguage,
  useSession,
} from '#kernel/channels/officer'
import { financeWords } from '../../words.ts'
import { type Around, aroundDoor, aroundKey } from '../life/shape.ts'
import { ClaimCheck, type Verdict } from './claim.tsx'
import { DOOR, type Payable } from './shape.ts'
import { words } from './words.ts'
import './cashier.css'

/** Who takes money at a centre judges who pays less. */
const judges: readonly string[] = ['one-stop-officer', 'centre-head']
const tones = { none: 'neutral', awaiting: 'wait', paid: 'good', refunded: 'neutral' } as const

/** What a dossier costs and how that stands; for the counter also who says she pays less, to be answered here. */
export default function FeesPanel({ row }: PanelProps) {
  const { lang, say } = useLanguage()
  const { me } = useSession()
  const client = useQueryClient()
  const judging = me?.roles.some((one) => judges.includes(one.role)) ?? false
  const around = useQuery({
    queryKey: aroundKey(row),
    queryFn: ({ signal }) => call<Around>(aroundDoor(row.id), { signal }),
  })
  const claimed = judging && (around.data?.claims ?? 0) > 0
  const key = ['case', 'fees', row.id, row.version]
  const door = `${DOOR}/dossier/${encodeURIComponent(String(row.number))}`
  const payable = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call<Payable>(door, { signal }),
    // Opening it is a look at why somebody pays less: not without need.
    enabled: claimed,
  })
  const settle = useMutation({
    mutationFn: ({ claim, verdict }: { claim: string; verdict: Verdict }) =>
      post<Payable>(`${door}/claim`, { claim, ...verdict }),
    onSuccess: (fresh, { verdict }) => {
      client.setQueryData(key, fresh)
      void client.invalidateQueries({ queryKey: ['case', 'one-stop', 'dossier', row.id] })
      told(say(verdict.confirmed ? words.claimConfirmed : words.claimRefused))
    },
  })
  const state = (['awaiting', 'paid', 'refunded'] as const).find((one) => one === row.finance_state) ?? 'none'
  const fee = typeof row.fee === 'number' ? row.fee : null
  const note = typeof row.fee_note === 'string' ? row.fee_note : null
  return (
    <div>
      <p className="fees-due">
        <strong className="figures">
          {fee === null ? say(words.noFee) : fee === 0 ? say(words.free) : showMoney(fee, lang)}
        </strong>
        {!fee && state === 'none' ? null : <ToneBadge tone={tones[state]} label={say(financeWords[state])} />}
      </p>
      {note ? <p className="till-less">{note}</p> : null}
      {around.isError ? <Failure reason={around.error} retry={() => void around.refetch()} /> : null}
      {claimed && payable.isPending ? <Loading lines={2} /> : null}
      {payable.isError ? <Failure reason={payable.error} retry={() => void payable.refetch()} /> : null}
      {payable.data?.claims.map((claim) => (
        <ClaimCheck
          key={claim.id}
          claim={claim}
          busy={settle.isPending}
          settle={(verdict) => settle.mutate({ claim: claim.id, verdict })}
        />
      ))}
      <Refusal reason={settle.error} />
      {judging && state === 'awaiting' ? (
        <p className="till-less">
          <AppLink link="/officer/desk/one-stop/cashier">{say(words.toCashier)}</AppLink>
        </p>
      ) : null}
    </div>
  )
}
