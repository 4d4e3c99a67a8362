using System;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// What the firmware can be told while it runs: values as text, by key. Holds only what differs from the <see cref="SettingTable"/>.
    /// </summary>
    public sealed class Settings
    {
        /// <summary>Stands for what fits the rest: the pin of the board, the map of the output.</summary>
        public const string Auto = "auto";

        /// <summary>Maximum number of characters of a value.</summary>
        public const int MaxLength = 64;

        private readonly string[] _values = new string[Count];

        /// <summary>Number of settings.</summary>
        public const int Count = SettingTable.Count;

        /// <summary>The key of a setting.</summary>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        public static string KeyOf(int index) => Part(index, 0);

        /// <summary>Its value as text.</summary>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        public string ValueOf(int index) => _values[index] ?? Part(index, 1);

        /// <summary>Its value as the link may tell it: of a secret, whether there is one.</summary>
        public string ShownValueOf(int index)
        {
            string legal = Part(index, 2), value = ValueOf(index);
            return legal != "secret" && legal != "key" || value == "" ? value : "(set)";
        }

        /// <summary>The value of a key as text.</summary>
        /// <exception cref="ArgumentException">There is no such key.</exception>
        public string Get(string key) => ValueOf(IndexOf(key));

        /// <summary>Whether a key has the value that fits the rest.</summary>
        public bool IsAuto(string key) => Get(key) == Auto;

        /// <summary>The number a key has.</summary>
        /// <param name="key">Its key.</param>
        /// <param name="ofAuto">What <see cref="Auto"/> is.</param>
        public int Number(string key, int ofAuto = 0)
        {
            string value = Get(key);
            return value == Auto ? ofAuto : Parser.Number(value, 0, value.Length);
        }

        /// <summary>A copy, to try changes on.</summary>
        public Settings Copy()
        {
            var copy = new Settings();
            Array.Copy(_values, 0, copy._values, 0, _values.Length);
            return copy;
        }

        /// <summary>These settings with those of others that need no restart.</summary>
        public Settings With(Settings others)
        {
            Settings mixed = Copy();
            for (int i = 0; i < Count; i++) mixed.Take(others, i);
            return mixed;
        }

        /// <summary>These settings with one of others, if it needs no restart.</summary>
        public Settings With(Settings others, int index)
        {
            Settings mixed = Copy();
            mixed.Take(others, index);
            return mixed;
        }

        /// <summary>Whether others have the same value for a key.</summary>
        public bool IsLike(Settings others, string key) => Get(key) == others.Get(key);

        /// <summary>Whether others are the same altogether.</summary>
        public bool IsLike(Settings others)
        {
            for (int i = 0; i < Count; i++)
                if (ValueOf(i) != others.ValueOf(i)) return false;
            return true;
        }

        /// <summary>Sets a value.</summary>
        /// <exception cref="ArgumentException">There is no such key, or it cannot have this value; the message says what is
        /// legal.</exception>
        public void Set(string key, string value)
        {
            int index = IndexOf(key);
            if (value.Length > MaxLength)
                throw new ArgumentException(key + ": at most " + MaxLength.ToString() + " characters");
            Check(key, value, Part(index, 1), Part(index, 2));
            _values[index] = value == Part(index, 1) ? null : value;
        }

        /// <summary>Sets values that stand a line each: KEY=VALUE.</summary>
        /// <exception cref="ArgumentException">A line that cannot be; those before it are set.</exception>
        public void SetLines(string lines)
        {
            for (int at = 0; at < lines.Length;)
            {
                int end = lines.IndexOf('\n', at);
                if (end < 0) end = lines.Length;
                int equals = lines.IndexOf('=', at);
                if (equals < 0 || equals > end) throw new ArgumentException("a line is not KEY=VALUE");
                Set(lines.Substring(at, equals - at), lines.Substring(equals + 1, end - equals - 1));
                at = end + 1;
            }
        }

        /// <summary>
        /// All values that differ from the defaults, a line each, but for the stream: it is for who watches, and ends with a restart.
        /// </summary>
        public string Lines()
        {
            string lines = "";
            for (int i = 0; i < Count; i++)
                if (_values[i] != null && KeyOf(i) != "stream") lines += KeyOf(i) + "=" + _values[i] + "\n";
            return lines;
        }

        private void Take(Settings others, int index)
        {
            if (Part(index, 3) == "now") _values[index] = others._values[index];
        }

        private static void Check(string key, string value, string byDefault, string legal)
        {
            if (value == byDefault && value == Auto) return;
            if (legal == "text" || legal == "secret")
            {
                for (int i = 0; i < value.Length; i++)
                    if (value[i] < ' ' || value[i] > '~') throw new ArgumentException(key + ": printable ASCII only");
                return;
            }
            if (legal == "key")
            {
                bool isKey = value.Length == 0 || value.Length == 64;
                for (int i = 0; isKey && i < value.Length; i++) isKey = "0123456789abcdef".IndexOf(value[i]) >= 0;
                if (isKey) return;
                throw new ArgumentException(key + ": a key has 64 digits of 0 to 9 and a to f");
            }
            int dot = legal.IndexOf('.'), number = Parser.Number(value, 0, value.Length);
            if (dot < 0 ? Parser.IsIn(legal, value) : number >= Parser.Number(legal, 0, dot)
                && number <= Parser.Number(legal, dot + 2, legal.Length)) return;
            throw new ArgumentException(key + ": " + value + " is not one of " + (byDefault == Auto ? "auto, " : "") + legal);
        }

        private static int IndexOf(string key)
        {
            for (int i = 0; i < Count; i++)
                if (KeyOf(i) == key) return i;
            throw new ArgumentException(key + ": no such setting");
        }

        // A row's part between two bars.
        private static string Part(int index, int part)
        {
            string row = SettingTable.Row(index);
            int at = 0;
            for (; part > 0; part--) at = row.IndexOf('|', at) + 1;
            int end = row.IndexOf('|', at);
            return row.Substring(at, (end < 0 ? row.Length : end) - at);
        }
    }
}
