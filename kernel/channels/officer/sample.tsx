import { useLanguage } from './language.tsx'

/** A small sign that a row belongs to the demonstration, not to anybody's life. */
export function SampleMark() {
  const { t } = useLanguage()
  return (
    <span className="sample" title={t('demo')}>
      {t('sample')}
    </span>
  )
}
