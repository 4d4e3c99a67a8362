namespace EdgeConv.Firmware
{
    /// <summary>Numbers and words in texts, character by character: without exceptions, and alike on every machine.</summary>
    internal static class Parser
    {
        /// <summary>What is no number.</summary>
        public const int None = int.MinValue;

        private const int MaxDigits = 9;

        /// <summary>The number that a part of a text is; <see cref="None"/> where it is none of up to nine digits.</summary>
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

        /// <summary>The numbers of a text like "15:80"; null where it is not so many of them.</summary>
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

        /// <summary>The numbers of a text like "minmax:32"; null where it is not this word and so many numbers.</summary>
        public static int[] Call(string text, string word, int count) =>
            StartsWith(text, 0, word) && text.Length > word.Length && text[word.Length] == ':'
                ? Numbers(text.Substring(word.Length + 1), count) : null;

        /// <summary>Whether a word is one of those in a list with commas between them.</summary>
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

        /// <summary>Whether a text goes on with a word from a character on.</summary>
        public static bool StartsWith(string text, int at, string word)
        {
            if (text.Length - at < word.Length) return false;
            for (int i = 0; i < word.Length; i++)
                if (text[at + i] != word[i]) return false;
            return true;
        }
    }
}
