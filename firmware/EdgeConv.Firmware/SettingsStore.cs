using System;
using EdgeConv.Slots;

namespace EdgeConv.Firmware
{
    /// <summary>Keeps settings through a restart, as lines of text on the board's drive: see <see cref="TwinFile"/>.</summary>
    public sealed class SettingsStore
    {
        private const int MaxBytes = 4096;

        private readonly TwinFile _file;

        /// <summary>Touches no file.</summary>
        /// <param name="drive">The board's drive.</param>
        public SettingsStore(IDrive drive) => _file = new TwinFile(drive, "settings", ".txt", MaxBytes);

        /// <summary>What was wrong with the last load or save; null where nothing was.</summary>
        public string Fault { get; private set; }

        /// <summary>The settings saved last. The defaults where none were saved, or none can be read.</summary>
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

        /// <summary>Saves settings. False, with the reason in <see cref="Fault"/>, where they cannot be kept.</summary>
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
