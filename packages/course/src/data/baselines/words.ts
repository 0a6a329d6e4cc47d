/** Lower-case words; "$" and "!" count, since mails that sell something have them. */
export const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}$!']+/gu) ?? [];
