namespace EdgeConv.Firmware
{
    /// <summary>Parses numbers and words without exceptions and with the same results on every machine.</summary>
    internal static class Parser
    {
        /// <summary>The result for a text that is not a number.</summary>
        public const int None = int.MinValue;

        private const int MaxDigits = 9;

        /// <summary>Parses a part of a text as a number of up to nine digits; returns <see cref="None"/> if it is not one.</summary>
        public static int Number(string text, int from, int to)
        {
            bool isNegative = from < to && text[from] == '-';
            if (isNegative) from++;
            if (from >= to || to - from > MaxDigits) return None;
            int number = 0;
            for (int i = from; i < to; i++)
            {
                int digit = text[i] - '0';
                if (digit < 0 || digit > 9) return None;
                number = 10 * number + digit;
            }
            return isNegative ? -number : number;
        }

        /// <summary>Parses a text like "15:80"; returns null if it does not hold this count of numbers.</summary>
        public static int[] Numbers(string text, int count)
        {
            int[] numbers = new int[count];
            int at = 0;
            for (int i = 0; i < count; i++)
            {
                int end = text.IndexOf(':', at);
                if (end < 0) end = text.Length;
                numbers[i] = Number(text, at, end);
                if (numbers[i] == None || end == text.Length != (i == count - 1)) return null;
                at = end + 1;
            }
            return numbers;
        }

        /// <summary>Parses a text like "minmax:32"; returns null if it does not hold this word and this count of numbers.</summary>
        public static int[] Call(string text, string word, int count) =>
            StartsWith(text, 0, word) && text.Length > word.Length && text[word.Length] == ':'
                ? Numbers(text.Substring(word.Length + 1), count) : null;

        /// <summary>Returns true if a word is in a list of words separated by commas.</summary>
        public static bool IsIn(string list, string word)
        {
            for (int at = 0; at <= list.Length;)
            {
                int end = list.IndexOf(',', at);
                if (end < 0) end = list.Length;
                if (end - at == word.Length && StartsWith(list, at, word)) return true;
                at = end + 1;
            }
            return false;
        }

        /// <summary>Returns true if a text has a word at an index.</summary>
        public static bool StartsWith(string text, int at, string word)
        {
            if (text.Length - at < word.Length) return false;
            for (int i = 0; i < word.Length; i++)
                if (text[at + i] != word[i]) return false;
            return true;
        }
    }
}
