import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { credentials, type Lang, type Words } from './api.ts'
import { fill, type WordKey, words } from './words.ts'

const KEY = 'sen.lang'

type Language = {
  lang: Lang
  /** A fixed text by key. */
  t: (key: WordKey, facts?: Record<string, string | number>) => string
  /** A text that came from the server in both languages (or, from older answers, as one string). */
  say: (text: Words | string | null | undefined) => string
  choose: (lang: Lang) => void
  /** The account's language, used until the person chooses here. */
  suggest: (lang: Lang) => void
}

const LanguageContext = createContext<Language | null>(null)

function remembered(): Lang | null {
  const kept = localStorage.getItem(KEY)
  return kept === 'vi' || kept === 'en' ? kept : null
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [lang, setLang] = useState<Lang>(() => remembered() ?? 'vi')
  credentials.lang = lang
  useEffect(() => {
    document.documentElement.lang = lang
    // The server speaks the language of this cookie: refusals come back in it.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser of the offices
    document.cookie = `sen_lang=${lang}; path=/; max-age=31536000; samesite=lax`
  }, [lang])
  const language = useMemo<Language>(
    () => ({
      lang,
      t: (key, facts) => fill(words[key][lang], facts),
      say: (text) => (typeof text === 'string' ? text : (text?.[lang] ?? text?.vi ?? '')),
      choose: (next) => {
        localStorage.setItem(KEY, next)
        setLang(next)
      },
      suggest: (next) => {
        if (!remembered()) setLang(next)
      },
    }),
    [lang],
  )
  return <LanguageContext value={language}>{children}</LanguageContext>
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext)
  if (!language) throw new Error('useLanguage outside LanguageProvider')
  return language
}
