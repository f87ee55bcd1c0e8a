// What OpenAI's models take: the wire's own rules, since Azure serves the same models.
export {
  chatRules,
  imageRules,
  responsesRules,
  speechRules,
  transcribeRules,
} from '@kit/transformer-openai/openai-models';
