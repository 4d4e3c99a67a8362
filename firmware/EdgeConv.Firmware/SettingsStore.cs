using System;
using EdgeConv.Slots;

namespace EdgeConv.Firmware
{
    /// <summary>Saves settings as lines of text on the board's drive (see <see cref="TwinFile"/>).</summary>
    public sealed class SettingsStore
    {
        private const int MaxBytes = 4096;

        private readonly TwinFile _file;

        /// <summary>Creates the store without accessing a file.</summary>
        /// <param name="drive">The board's drive.</param>
        public SettingsStore(IDrive drive) => _file = new TwinFile(drive, "settings", ".txt", MaxBytes);

        /// <summary>The error of the last load or save; null if there was none.</summary>
        public string Fault { get; private set; }

        /// <summary>Returns the settings saved last, or the defaults if none were saved or they cannot be read.</summary>
        public Settings Load()
        {
            byte[] file = _file.Load();
            Fault = !_file.IsDamaged ? null : file == null ? "the saved settings are damaged: defaults"
                : "one of the two saved copies is damaged: the other one counts";
            if (file == null) return new Settings();
            char[] lines = new char[file.Length];
            for (int i = 0; i < lines.Length; i++) lines[i] = (char)file[i];
            var settings = new Settings();
            try
            {
                settings.SetLines(new string(lines));
                return settings;
            }
            catch (ArgumentException)
            {
                Fault = "the saved settings are those of another firmware: defaults";
                return new Settings();
            }
        }

        /// <summary>Saves settings. Returns false, with the reason in <see cref="Fault"/>, if they cannot be written.</summary>
        public bool Save(Settings settings)
        {
            string lines = settings.Lines();
            byte[] file = new byte[lines.Length];
            for (int i = 0; i < lines.Length; i++) file[i] = (byte)lines[i];
            bool isSaved = _file.Save(file);
            Fault = _file.Fault;
            return isSaved;
        }
    }
}
