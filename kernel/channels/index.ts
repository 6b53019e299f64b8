export { channelsSchema, importBoundaries, refuseBoundary } from './boundary.ts'
export { cleaningJob } from './cleaning.ts'
export * from './face/index.ts'
export { fileShown, readableFile } from './file-routes.ts'
export { type Http, openHttp, type Route } from './http.ts'
export { mailJob, openMailer } from './mail.ts'
export * from './map/index.ts'
export { messageJob, openSms, type Sms } from './message.ts'
export { openSite } from './open.ts'
export { bodyOf, factShown, pathOf, readListQuery } from './record-routes.ts'
export { refuseChannel } from './refusals.ts'
export {
  actorOf,
  type Form,
  getSession,
  isOfficer,
  readForm,
  readOneFile,
  sameToken,
  sendPage,
  statusOf,
} from './request.ts'
export { savedViewSchema } from './saved-view.ts'
export type { Board, BoardContent, BoardNumber, Mailer, Site, SystemFace } from './site.ts'
export {
  openSwitches,
  refuseSwitch,
  type SwitchedOff,
  type Switches,
  switchOff,
  switchOn,
  switchSchema,
} from './switch.ts'
export { type Host, type HostState, OPERATIONS_PATH, startHeart, watchJob, watchOnce } from './watch.ts'
