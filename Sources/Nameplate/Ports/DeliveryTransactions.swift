/// A page of deliveries, by network and user.
package struct DeliveryQuery: Sendable, Equatable {
    /// The last row of the page before.
    package struct Position: Sendable, Equatable {
        package let network: NetworkName
        package let user: UserID

        package init(network: NetworkName, user: UserID) {
            self.network = network
            self.user = user
        }

        /// `NETWORK/USER`, as ``text`` writes it.
        package init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let network = try? NetworkName(parts[0]), let user = try? UserID(parts[1]) else {
                return nil
            }
            self.init(network: network, user: user)
        }

        package var text: String { "\(network)/\(user)" }
    }

    package var state: Delivery.State?
    package var network: NetworkName?
    package var after: Position?
    package var limit: Int

    package init(
        state: Delivery.State? = nil,
        network: NetworkName? = nil,
        after: Position? = nil,
        limit: Int
    ) {
        self.state = state
        self.network = network
        self.after = after
        self.limit = limit
    }
}

/// What to send again.
package struct ReplaySelection: Sendable, Equatable {
    package enum Criterion: Sendable, Equatable {
        case user(UserID)
        case state(Delivery.State)
        /// Wanted at that moment or later.
        case since(Timestamp)
    }

    package let criterion: Criterion
    package let network: NetworkName?

    package init(_ criterion: Criterion, network: NetworkName?) {
        self.criterion = criterion
        self.network = network
    }
}

/// A network as the store knows it.
package struct NetworkRecord: Sendable, Equatable {
    package let name: NetworkName
    package let kind: String
    package let addedAt: Timestamp
    package let pullURL: String?
    /// The pause that is in force.
    package let pause: NetworkPause?
    /// When somebody last went through all that it should have.
    package let reconciledAt: Timestamp?
    /// How many deliveries are owed to it now.
    package let owed: Int
    /// The moment for which the longest due of them was due.
    package let oldestOwedAt: Timestamp?
    /// How many are acknowledged and will be pinged again unless they are read back in time.
    package let unread: Int
    /// How many were not read back however often they were pinged.
    package let drifted: Int

    package init(
        name: NetworkName,
        kind: String,
        addedAt: Timestamp,
        pullURL: String?,
        pause: NetworkPause?,
        reconciledAt: Timestamp?,
        owed: Int,
        oldestOwedAt: Timestamp?,
        unread: Int,
        drifted: Int
    ) {
        self.name = name
        self.kind = kind
        self.addedAt = addedAt
        self.pullURL = pullURL
        self.pause = pause
        self.reconciledAt = reconciledAt
        self.owed = owed
        self.oldestOwedAt = oldestOwedAt
        self.unread = unread
        self.drifted = drifted
    }
}

/// What a worker learns when it renews itself.
package struct WorkerRenewal: Sendable, Equatable {
    /// How many workers are alive, this one included.
    package let living: Int
    /// The pauses in force.
    package let pauses: [NetworkName: NetworkPause]

    package init(living: Int, pauses: [NetworkName: NetworkPause]) {
        self.living = living
        self.pauses = pauses
    }
}

/// A network's reading of one profile.
package struct Pull: Sendable, Equatable {
    package let network: NetworkName
    package let user: UserID
    package let version: Int64
    package let at: Timestamp

    package init(network: NetworkName, user: UserID, version: Int64, at: Timestamp) {
        self.network = network
        self.user = user
        self.version = version
        self.at = at
    }
}
