import { Anchor, Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { showInstant, ToneBadge, useLanguage } from '#kernel/channels/officer'
import type { Payable } from './shape.ts'
import { claimStateWords, words } from './words.ts'
import './cashier.css'

export interface Verdict {
  confirmed: boolean
  evidence: string | null
  reason: string | null
}

const tones = { claimed: 'wait', confirmed: 'good', refused: 'bad' } as const

/** One exemption somebody claims: what she said, what the rule asks for, and the officer's answer or the place for it. */
export function ClaimCheck({
  claim,
  busy,
  settle,
}: {
  claim: Payable['claims'][number]
  busy: boolean
  settle: (verdict: Verdict) => void
}) {
  const { say } = useLanguage()
  const [evidence, setEvidence] = useState(claim.evidence ?? '')
  const [reason, setReason] = useState('')
  const [refusing, setRefusing] = useState(false)
  const open = claim.state === 'claimed'
  return (
    <article className="claim" aria-label={say(claim.name)}>
      <p>
        <strong>{say(claim.name)}</strong>
        {claim.percent === null ? null : ` −${claim.percent} %`}{' '}
        <ToneBadge tone={tones[claim.state]} label={say(claimStateWords[claim.state])} />
      </p>
      {open && claim.needed ? (
        <small>
          {say(words.needed)}: {say(claim.needed)}. {claim.source}
        </small>
      ) : null}
      {!open && claim.evidence ? <p>{claim.evidence}</p> : null}
      {claim.files.length > 0 ? (
        <ul>
          {claim.files.map((file) => (
            <li key={file.id}>
              <Anchor href={`/api/v1/files/${file.id}`} target="_blank" rel="noreferrer" size="sm">
                {file.name}
              </Anchor>
            </li>
          ))}
        </ul>
      ) : null}
      {claim.state === 'refused' && claim.reason ? (
        <p>
          {say(words.reason)}: {claim.reason}
        </p>
      ) : null}
      {claim.by ? (
        <small>
          {claim.by}
          {claim.checkedAt ? `, ${showInstant(claim.checkedAt)}` : ''}
        </small>
      ) : null}
      {open && !refusing ? (
        <form
          className="claim-check"
          onSubmit={(event) => {
            event.preventDefault()
            settle({ confirmed: true, evidence: evidence.trim() || null, reason: null })
          }}
        >
          <Textarea
            autosize
            minRows={2}
            label={say(words.evidence)}
            value={evidence}
            required
            maxLength={500}
            onChange={(event) => setEvidence(event.currentTarget.value)}
          />
          <div className="claim-acts">
            <Button type="submit" size="sm" loading={busy}>
              {say(words.confirm)}
            </Button>
            <Button size="sm" variant="default" disabled={busy} onClick={() => setRefusing(true)}>
              {say(words.refuse)}…
            </Button>
          </div>
        </form>
      ) : null}
      {open && refusing ? (
        <form
          className="claim-check"
          onSubmit={(event) => {
            event.preventDefault()
            settle({ confirmed: false, evidence: null, reason: reason.trim() || null })
          }}
        >
          <Textarea
            autosize
            minRows={2}
            label={say(words.whyNot)}
            description={say(words.whyNotHelp)}
            value={reason}
            required
            data-autofocus
            maxLength={1_000}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className="claim-acts">
            <Button type="submit" size="sm" color="red" loading={busy}>
              {say(words.refuseClaim)}
            </Button>
            <Button size="sm" variant="default" disabled={busy} onClick={() => setRefusing(false)}>
              {say(words.back)}
            </Button>
          </div>
        </form>
      ) : null}
    </article>
  )
}
