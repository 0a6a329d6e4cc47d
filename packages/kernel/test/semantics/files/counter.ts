export interface Step {
  by: number;
}

export let counter = 0;

export function increment({ by }: Step): void {
  counter += by;
}
