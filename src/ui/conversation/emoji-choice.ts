/** What people react with most; they stand in the menu itself. */
export const COMMON_EMOJI: readonly string[] = ['👍', '❤️', '✅', '🙏', '😂', '😮'];

/** A page of others. Whatever else a keyboard offers can be typed. */
export const MORE_EMOJI: readonly string[] = [
  ...['👎', '👌', '👏', '🙌', '🤝', '✌️', '💪', '🤲'],
  ...['🙂', '😊', '😍', '😎', '🤔', '😢', '😡', '🥱'],
  ...['🎉', '🌹', '💐', '⭐', '🔥', '💯', '⚡', '🏆'],
  ...['✔️', '❌', '❓', '❗', '⚠️', '⏳', '📌', '📎'],
  ...['📞', '📄', '📝', '📅', '💡', '☕', '🇵🇰', '🕌'],
];
