import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { call, Failure, Loading, type PanelProps, showInstant, useLanguage, type Words } from '#kernel/channels/officer'
import { printingWords as w } from '../../printing/words.ts'
import './printing.css'

interface FormShown {
  form: string
  title: Words
  issuedAt: string | null
  pdf?: string
  docx?: string
  when?: Words
}

/** The prescribed forms of a dossier: what was issued, to print or to work on; what is not there says when it will be. */
export default function FormsPanel({ row }: PanelProps) {
  const { say } = useLanguage()
  const { data, error, isPending, refetch } = useQuery({
    // Issued by moves: asked anew when the case has changed.
    queryKey: ['case', 'forms', row.id, row.version],
    queryFn: ({ signal }) => call<{ forms: FormShown[] }>(`/api/v1/one-stop/printing/${row.id}`, { signal }),
  })
  if (isPending) return <Loading lines={3} />
  if (error) return <Failure reason={error} retry={() => void refetch()} />
  return (
    <ul className="form-rows">
      {data.forms.map((form) => (
        <li key={form.form} data-there={form.pdf ? true : undefined}>
          <span className="form-code figures" aria-hidden="true">
            {form.form}
          </span>
          <div>
            <span>{say(form.title)}</span>
            {form.pdf ? (
              <small>
                {form.issuedAt ? `${say(w.issued).replace('{at}', showInstant(form.issuedAt))} · ` : ''}
                <Anchor size="xs" href={form.pdf} target="_blank" rel="noreferrer">
                  {say(w.pdf)}
                  <span className="for-readers">
                    {' '}
                    {say(w.form).replace('{form}', form.form)}: {say(form.title)}
                  </span>
                </Anchor>
                {' · '}
                <Anchor size="xs" href={form.docx}>
                  {say(w.docx)}
                  <span className="for-readers">
                    {' '}
                    {say(w.form).replace('{form}', form.form)}: {say(form.title)}
                  </span>
                </Anchor>
              </small>
            ) : (
              <small>{say(form.when)}</small>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
