import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A link the server gave: inside this application it is followed without a reload, elsewhere it is a page of its own. */
export function AppLink({
  link,
  className,
  tone,
  onClick,
  children,
}: {
  link: string
  className?: string
  tone?: string
  onClick?: () => void
  children: ReactNode
}) {
  if (!link.startsWith('/officer/'))
    return (
      <a href={link} className={className} data-tone={tone} onClick={onClick}>
        {children}
      </a>
    )
  const at = new URL(link, location.origin)
  return (
    <Link
      to={at.pathname.slice('/officer'.length)}
      search={Object.fromEntries(at.searchParams)}
      className={className}
      data-tone={tone}
      onClick={onClick}
    >
      {children}
    </Link>
  )
}
