export { type GitClient, GitError, gitClient } from "./git-client.ts";
export {
  type AnsweredRequest,
  openPracticeHub,
  type PracticeHub,
  type PracticeHubOptions,
} from "./open-practice-hub.ts";
export { findBrowser, type PagePictureOptions, pagePicture } from "./page-picture.ts";
