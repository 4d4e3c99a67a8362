using System;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// The settings of the firmware: text values by key. It stores only values that differ from the defaults in <see cref="SettingTable"/>.
    /// </summary>
    public sealed class Settings
    {
        /// <summary>The value that is chosen to fit the other settings, e.g. the pin of the board.</summary>
        public const string Auto = "auto";

        /// <summary>Maximum length of a value in characters.</summary>
        public const int MaxLength = 64;

        private readonly string[] _values = new string[Count];

        /// <summary>Number of settings.</summary>
        public const int Count = SettingTable.Count;

        /// <summary>Returns the key of a setting.</summary>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        public static string KeyOf(int index) => Part(index, 0);

        /// <summary>Returns the value of a setting.</summary>
        /// <param name="index">0 to <see cref="Count"/> - 1.</param>
        public string ValueOf(int index) => _values[index] ?? Part(index, 1);

        /// <summary>Returns the value of a setting as it is sent over the link: "(set)" instead of a secret.</summary>
        public string ShownValueOf(int index)
        {
            string legal = Part(index, 2), value = ValueOf(index);
            return legal != "secret" && legal != "key" || value == "" ? value : "(set)";
        }

        /// <summary>Returns the value of a key.</summary>
        /// <exception cref="ArgumentException">There is no such key.</exception>
        public string Get(string key) => ValueOf(IndexOf(key));

        /// <summary>Returns true if the value of a key is <see cref="Auto"/>.</summary>
        public bool IsAuto(string key) => Get(key) == Auto;

        /// <summary>Returns the value of a key as a number.</summary>
        /// <param name="key">The key.</param>
        /// <param name="ofAuto">The result if the value is <see cref="Auto"/>.</param>
        public int Number(string key, int ofAuto = 0)
        {
            string value = Get(key);
            return value == Auto ? ofAuto : Parser.Number(value, 0, value.Length);
        }

        /// <summary>Returns a copy.</summary>
        public Settings Copy()
        {
            var copy = new Settings();
            Array.Copy(_values, 0, copy._values, 0, _values.Length);
            return copy;
        }

        /// <summary>Returns a copy in which all settings that need no restart have the values of others.</summary>
        public Settings With(Settings others)
        {
            Settings mixed = Copy();
            for (int i = 0; i < Count; i++) mixed.Take(others, i);
            return mixed;
        }

        /// <summary>Returns a copy in which one setting has the value of others, if it needs no restart.</summary>
        public Settings With(Settings others, int index)
        {
            Settings mixed = Copy();
            mixed.Take(others, index);
            return mixed;
        }

        /// <summary>Returns true if others have the same value for a key.</summary>
        public bool IsLike(Settings others, string key) => Get(key) == others.Get(key);

        /// <summary>Returns true if all values of others are the same.</summary>
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

        /// <summary>Sets values from lines of the form KEY=VALUE.</summary>
        /// <exception cref="ArgumentException">A line is not valid. The lines before it have been set.</exception>
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
        /// Returns all values that differ from the defaults, one KEY=VALUE per line. The setting "stream" is left out: it ends with a
        /// restart.
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

        // Returns a column of a row of the table, whose columns are separated by bars.
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
