/**
 * Whether a file is named as `course open` names a copy of a chapter's notebook or of one of its sections, `03-fine-tuning.ipynb`
 * and `03-fine-tuning.3.4.ipynb`; a backup, `03-fine-tuning.backup.ipynb`, is none.
 */
export function isCopyOf(slug: string, name: string): boolean {
  return name.startsWith(`${slug}.`) && /^(\d+\.\w+\.)?ipynb$/.test(name.slice(slug.length + 1));
}
