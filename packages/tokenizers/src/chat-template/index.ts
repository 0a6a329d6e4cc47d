export {
  type ApplyChatTemplateOptions,
  type AssistantMask,
  applyChatTemplate,
  type RenderedChat,
} from "./apply-chat-template.ts";
export type { ChatMessage } from "./chat-message.ts";
export { chooseChatTemplate } from "./choose-chat-template.ts";
export { ChatTemplateError } from "./errors.ts";
