interface Encoded {
  input_ids: number[];
  attention_mask: number[];
}

export const answer = (first: Encoded, second: Encoded) => {
  const rest = second.input_ids.slice(1); // without its [CLS]
  return {
    input_ids: [...first.input_ids, ...rest],
    token_type_ids: [...first.input_ids.map(() => 0), ...rest.map(() => 1)],
    attention_mask: [...first.attention_mask, ...rest.map(() => 1)],
  };
};
