using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>What carries packets between the board and a computer.</summary>
    public interface ICarrier
    {
        /// <summary>Has the packet that <see cref="Receive"/> found.</summary>
        PacketReader Reader { get; }

        /// <summary>Packets that came damaged; never falls.</summary>
        int Damaged { get; }

        /// <summary>Makes room for longer packets; what was half read is lost.</summary>
        /// <param name="maxPayload">Maximum number of bytes of a payload.</param>
        void Fit(int maxPayload);

        /// <summary>
        /// Reads what has come up to the end of the next packet, without waiting. False where no whole packet is there yet.
        /// </summary>
        bool Receive();

        /// <summary>Lets go of the line, before a restart.</summary>
        void Close();

        /// <summary>Sends a packet; where nobody takes it, it is dropped.</summary>
        void Send(PacketWriter packet);
    }
}
