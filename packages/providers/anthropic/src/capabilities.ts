// What each Claude model takes, by its id: sampling, thinking, forced tools, schemas, the beginning of an answer.
import { claudeRules, type ModelRules } from '@kit/transformer-anthropic';

/**
 * The rules by which requests are written for a model. They are the wire's own (`claudeRules`), since Bedrock, Vertex and
 * others serve the same models; the live list (`models()`) says more of each. Unknown Claude ids are treated as the newest.
 */
export const rulesFor: (model: string) => ModelRules = claudeRules;
