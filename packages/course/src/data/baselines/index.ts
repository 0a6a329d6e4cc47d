export { naiveBayes } from "./naive-bayes.ts";
export { tagLexicon } from "./tag-lexicon.ts";
export { tfidfLogisticRegression } from "./tfidf-logistic-regression.ts";
