declare module '*.css'
declare module '*.svg' {
  const url: string
  export default url
}
declare module '*?worker&url' {
  const url: string
  export default url
}
interface ImportMeta {
  /** Files of a pattern, found when the application is built. */
  glob<M>(pattern: string, options: { eager: true }): Record<string, M>
}
