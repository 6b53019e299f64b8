import { Button, Group, Text, UnstyledButton } from '@mantine/core'
import { IconExternalLink, IconFile, IconFileTypePdf, IconPhoto } from '@tabler/icons-react'
import { useState } from 'react'
import type { Paper } from './api.ts'
import { Dialog } from './dialog.tsx'
import { showInstant, showSize } from './format.ts'
import { useLanguage } from './language.tsx'

function Mark({ kind }: { kind: string }) {
  const Icon = kind.includes('pdf') ? IconFileTypePdf : kind.startsWith('image') ? IconPhoto : IconFile
  return <Icon size={36} stroke={1.2} aria-hidden="true" />
}

function Preview({ paper, large = false }: { paper: Paper; large?: boolean }) {
  const { t } = useLanguage()
  const [failed, setFailed] = useState(false)
  if (!paper.previewUrl || failed)
    return (
      <span className="paper-blank">
        <Mark kind={paper.kind} />
        {large ? <Text c="dimmed">{t('noPreview')}</Text> : null}
      </span>
    )
  return (
    <img
      src={large ? `${paper.previewUrl}?width=1280` : paper.previewUrl}
      alt={large ? paper.name : ''}
      loading="lazy"
      onError={() => setFailed(true)}
      className={large ? 'paper-large' : 'paper-small'}
    />
  )
}

/** The papers of a case with a look at each; the file itself opens in its own tab. */
export function Papers({ papers }: { papers: Paper[] }) {
  const { t, lang } = useLanguage()
  const [shown, setShown] = useState<Paper | null>(null)
  if (papers.length === 0) return <p className="nothing">{t('noPapers')}</p>
  return (
    <>
      <ul className="papers">
        {papers.map((paper) => {
          const by = typeof paper.by === 'string' ? paper.by : paper.by?.name
          return (
            <li key={paper.id}>
              <UnstyledButton className="paper" onClick={() => setShown(paper)}>
                <span className="paper-frame">
                  <Preview paper={paper} />
                </span>
                <span className="paper-name">{paper.name}</span>
                <small className="figures">
                  {showSize(paper.size, lang)} · {showInstant(paper.at)}
                  {by ? ` · ${by}` : ''}
                </small>
              </UnstyledButton>
            </li>
          )
        })}
      </ul>
      {shown ? (
        <Dialog title={shown.name} close={() => setShown(null)} size="xl">
          <div className="paper-stage">
            <Preview paper={shown} large key={shown.id} />
          </div>
          <Group justify="space-between" mt="md">
            <Group gap="xs">
              <Button
                variant="default"
                size="xs"
                disabled={papers.indexOf(shown) === 0}
                onClick={() => setShown(papers[papers.indexOf(shown) - 1] ?? shown)}
              >
                ← {t('previous')}
              </Button>
              <Button
                variant="default"
                size="xs"
                disabled={papers.indexOf(shown) === papers.length - 1}
                onClick={() => setShown(papers[papers.indexOf(shown) + 1] ?? shown)}
              >
                {t('next')} →
              </Button>
            </Group>
            <Button
              component="a"
              href={shown.url}
              target="_blank"
              rel="noreferrer"
              leftSection={<IconExternalLink size={16} />}
            >
              {t('openPaper')}
            </Button>
          </Group>
        </Dialog>
      ) : null}
    </>
  )
}
