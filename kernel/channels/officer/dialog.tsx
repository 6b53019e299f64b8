import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLanguage } from './language.tsx'

/** A dialog with a title and a close button; open for as long as it is mounted. */
export function Dialog({
  title,
  close,
  size = 'md',
  children,
}: {
  title: ReactNode
  close: () => void
  size?: 'md' | 'lg' | 'xl'
  children: ReactNode
}) {
  const { t } = useLanguage()
  return (
    <Modal.Root opened onClose={close} size={size} centered>
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        {/* Not Modal.Header: a second <header> would be a second banner of the page. */}
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('close')} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
