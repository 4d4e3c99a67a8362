using EdgeConv.Actuation;

namespace EdgeConv.Firmware
{
    /// <summary>A status line that also goes to the link's log, and an observer that passes the steps to the link.</summary>
    public sealed class LinkStatusLine : StatusLine
    {
        private readonly LinkServer _link;

        /// <summary>Creates the observer. The first second begins now.</summary>
        public LinkStatusLine(OutputGuard guard, OutputGuard second, IClock clock, LinkServer link) : base(guard, clock, second) =>
            _link = link;

        /// <inheritdoc/>
        public override void OnFrame(EdgeLoop loop)
        {
            _link.OnFrame(loop);
            base.OnFrame(loop);
        }

        /// <inheritdoc/>
        protected override void Write(string line)
        {
            base.Write(line);
            _link.Log(line);
        }
    }
}
