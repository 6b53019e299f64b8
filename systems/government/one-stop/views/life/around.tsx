import { useQuery } from '@tanstack/react-query'
import { AppLink, call, Failure, Loading, type PanelProps, ToneBadge, useLanguage } from '#kernel/channels/officer'
import { aroundWords as w } from '../../life/words.ts'
import { type Around, aroundDoor, aroundKey } from './shape.ts'
import './life.css'

/** Where a dossier comes in and goes out, who filed it in whose place, and what was filed together with it. */
export default function AroundPanel({ row }: PanelProps) {
  const { say } = useLanguage()
  const { data, error, isPending, refetch } = useQuery({
    queryKey: aroundKey(row),
    queryFn: ({ signal }) => call<Around>(aroundDoor(row.id), { signal }),
  })
  if (isPending) return <Loading lines={3} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  const { places, elsewhere, together } = data
  const far = (yes: boolean) => (yes ? <span className="around-far">{say(w.here)}</span> : null)
  const filedBy = typeof row.representative_name === 'string' ? row.representative_name : null
  const paper = typeof row.representative_paper === 'string' ? row.representative_paper : null
  return (
    <div className="around">
      <dl>
        {places.agency ? (
          <div>
            <dt>{say(w.agency)}</dt>
            <dd>{places.agency}</dd>
          </div>
        ) : null}
        {places.received ? (
          <div>
            <dt>{say(w.received)}</dt>
            <dd>
              {places.received} {far(elsewhere.received)}
            </dd>
          </div>
        ) : null}
        {places.returning ? (
          <div>
            <dt>{say(w.returning)}</dt>
            <dd>
              {places.returning} {far(elsewhere.returning)}
            </dd>
          </div>
        ) : null}
        {filedBy ? (
          <div>
            <dt>{say(w.filedBy)}</dt>
            <dd>
              {filedBy}
              {paper ? (
                <small>
                  {say(w.paper)}: {paper}
                </small>
              ) : null}
            </dd>
          </div>
        ) : null}
      </dl>
      {elsewhere.received || elsewhere.returning ? <p className="around-note">{say(w.elsewhere)}</p> : null}
      {together.length > 0 ? (
        <section aria-label={say(w.together)}>
          <h3>{say(w.together)}</h3>
          <ol>
            {together.map((one) => (
              <li key={one.number} aria-current={one.here ? 'true' : undefined}>
                <span className="around-line">
                  {one.here || one.link === null ? (
                    <span className="figures">{one.number}</span>
                  ) : (
                    <AppLink link={one.link} className="figures">
                      {one.number}
                    </AppLink>
                  )}
                  {one.here ? <small>({say(w.this)})</small> : null}
                </span>
                <span>{one.procedure}</span>
                <ToneBadge tone={one.tone} label={say(one.state)} />
                {one.link === null ? <small>{say(w.opens)}</small> : null}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </div>
  )
}
