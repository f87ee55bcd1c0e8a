// Anthropic's failures are those of the wire: status first, then `error.type`, then `error.details.error_code`.
export { anthropicErrors } from '@kit/transformer-anthropic';
