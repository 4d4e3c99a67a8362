using EdgeConv.Link;

namespace EdgeConv.Firmware
{
    /// <summary>Transfers packets between the board and a computer.</summary>
    public interface ICarrier
    {
        /// <summary>Holds the packet that <see cref="Receive"/> found.</summary>
        PacketReader Reader { get; }

        /// <summary>Number of packets that were received damaged; it never decreases.</summary>
        int Damaged { get; }

        /// <summary>Allocates a buffer for longer packets. A packet that is only partly read is lost.</summary>
        /// <param name="maxPayload">Maximum number of bytes of a payload.</param>
        void Fit(int maxPayload);

        /// <summary>
        /// Reads received bytes up to the end of the next packet, without waiting. Returns false if there is no whole packet yet.
        /// </summary>
        bool Receive();

        /// <summary>Closes the connection before a restart.</summary>
        void Close();

        /// <summary>Sends a packet. If no computer receives it, it is dropped.</summary>
        void Send(PacketWriter packet);
    }
}
