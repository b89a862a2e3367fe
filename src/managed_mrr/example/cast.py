"""The cast: the partners, their people, and the clients of the example."""

from collections.abc import Iterator, Mapping

from managed_mrr.dates import DateRange
from managed_mrr.evidence import Client, Employee, Partner, PartnerUser, Record
from managed_mrr.example.shorthand import colleague, day

__all__ = ["CLIENTS", "EMPLOYEES", "PARTNERS", "PARTNER_OF", "cast"]


def __dir__() -> list[str]:
    return __all__


PARTNERS = (
    # Content marketing from Hamburg. It took over the web studio Pixelwerk, whose people kept their addresses.
    Partner("lighthouse", name="Lighthouse Digital", employee_domains=["lighthouse.example", "pixelwerk.example"]),
    # Revenue operations from London, with a long list of schools, insurers and publishers.
    Partner("copperfield", name="Copperfield & Rowe", employee_domains=["copperfield-rowe.example"]),
    # Tokyo and Singapore: sales teams that move from spreadsheets to a CRM.
    Partner("kanto", name="Kanto Growth", employee_domains=["kanto-growth.example"]),
    # Bogotá: growth marketing for exporters, paid in pesos, dollars and, once, in reais.
    Partner("andina", name="Andina Digital", employee_domains=["andina.example"]),
    # Two founders and friends in Melbourne, who forgot to renew their agreement in the spring of 2024.
    Partner(
        "wattle",
        name="Wattle Studio",
        employee_domains=["wattle.example"],
        agreements=[
            DateRange(day("2021-04-12"), day("2024-04-12")),
            DateRange(day("2024-05-20")),
        ],
    ),
)

_CLIENTS = """
    acre-proptech      USD  Acre PropTech
    andes-textiles     COP  Textiles Los Andes
    banksia-homes      AUD  Banksia Homes
    baumhaus           EUR  Baumhaus Playgrounds
    brennwerk          EUR  Brennwerk Stoves
    brightwell         GBP  Brightwell Insurance
    cafe-altura        COP  Café Altura
    caribe-tours       USD  Caribe Tours
    coral-divers       AUD  Coral Divers
    elbe-optics        EUR  Elbe Optics
    faro-foundation    USD  Fundación Faro
    fjordkaffe         EUR  Fjordkaffe Roasters
    great-ocean-wine   AUD  Great Ocean Wine
    gullwing           EUR  Gullwing Bicycles
    hanse-boats        EUR  Hanse Boatworks
    harbour-dental     GBP  Harbour Dental
    hoshi-robotics     JPY  Hoshi Robotics
    jarrah-furniture   AUD  Jarrah Furniture
    kumo-hosting       JPY  Kumo Hosting
    liffey-labs        EUR  Liffey Labs
    lindenhof          EUR  Lindenhof Hotels
    maracuja           BRL  Maracujá Cosméticos
    marzipan           EUR  Marzipan & Söhne
    meridian           USD  Meridian Instruments
    merlion-fintech    SGD  Merlion Fintech
    merrow-books       GBP  Merrow Books
    nordlicht-clinics  EUR  Nordlicht Clinics
    oakhurst           GBP  Oakhurst Schools
    orchid-logistics   SGD  Orchid Logistics
    outback-vets       AUD  Outback Vets
    pacific-relay      USD  Pacific Relay
    paramo-water       COP  Agua del Páramo
    pennine-rail       GBP  Pennine Rail Tours
    quill-payroll      GBP  Quill Payroll
    sabor-bogota       COP  Sabor Bogotá
    sakura-foods       JPY  Sakura Foods
    saltmarsh-gin      GBP  Saltmarsh Gin
    solarhof           EUR  Solarhof Energie
    straits-marine     SGD  Straits Marine
    tanaka-tools       JPY  Tanaka Tools
    tidewater          USD  Tidewater Freight
    tundra-gear        USD  Tundra Gear
    verde-bananas      USD  Verde Bananas
    wombat-toys        AUD  Wombat Toys
"""

_GROWTH_MARKETS = {"cafe-altura": 2}
"""By how much the points of clients in growth markets are multiplied."""


def _client(row: str) -> Client:
    id, currency, name = row.split(maxsplit=2)
    return Client(id, name=name, currency=currency, points_multiplier=_GROWTH_MARKETS.get(id, 1))


CLIENTS = tuple(map(_client, _CLIENTS.strip().splitlines()))

_PEOPLE = """
    ines      lighthouse   ines@lighthouse.example           2020-02-03
    karla     lighthouse   karla@lighthouse.example          2021-09-01
    lena      lighthouse   lena@lighthouse.example           2022-05-02
    mats      lighthouse   mats@lighthouse.example           2019-11-04
    nils      lighthouse   nils@lighthouse.example           2022-01-10
    paula     lighthouse   paula@lighthouse.example          2021-03-15
    jonas     lighthouse   Jonas.Baer@Pixelwerk.Example      2023-10-02
    svenja    lighthouse   svenja@pixelwerk.example          2023-10-02
    yusuf     lighthouse   yusuf@freemail.example            2023-09-18
    alice     copperfield  alice@copperfield-rowe.example    2018-06-04
    dev       copperfield  dev@copperfield-rowe.example      2022-08-01
    fiona     copperfield  fiona@copperfield-rowe.example    2020-01-13
    giles     copperfield  giles@copperfield-rowe.example    2017-10-02
    harriet   copperfield  harriet@copperfield-rowe.example  2021-06-07
    owen      copperfield  owen@copperfield-rowe.example     -
    priya     copperfield  priya@copperfield-rowe.example    2022-03-07
    tom       copperfield  tom@copperfield-rowe.example      2019-04-01
    aiko      kanto        aiko@kanto-growth.example         2019-04-01
    hiro      kanto        hiro@kanto-growth.example         2022-04-01
    kenji     kanto        kenji@kanto-growth.example        2020-04-01
    mei       kanto        mei@kanto-growth.example          2021-01-04
    mika      kanto        mika@kanto-growth.example         -
    ryo       kanto        ryo@desk-four.example             2024-01-09
    wei       kanto        wei@kanto-growth.example          2021-07-05
    yuna      kanto        yuna@kanto-growth.example         2023-04-03
    camila    andina       camila@andina.example             2020-08-03
    diego     andina       diego@andina.example              2021-02-01
    luisa     andina       luisa@andina.example              2022-10-03
    mateo     andina       mateo@andina.example              2019-05-06
    sofia     andina       sofia@andina.example              2021-11-02
    valeria   andina       valeria@andina.example            -
    jack      wattle       jack@wattle.example               2021-04-12
    noah      wattle       noah@wattle.example               2022-11-07
    olive     wattle       olive@wattle.example              2023-02-06
    ruby      wattle       ruby@wattle.example               2021-04-12
    sam       wattle       -                                 2024-07-22
"""


def _employee(row: str) -> tuple[Employee, PartnerUser | None]:
    """Read one row: an employee, and since when a user in the partner's account unless a story tells that."""
    id, partner, email, since = row.split()
    employee = Employee(id, partner=partner, email=None if email == "-" else email)
    return employee, None if since == "-" else colleague(id, since)


_READ = tuple(map(_employee, _PEOPLE.strip().splitlines()))

EMPLOYEES = tuple(employee for employee, _ in _READ)

PARTNER_OF: Mapping[str, str] = {employee.id: employee.partner for employee in EMPLOYEES}


def cast() -> Iterator[Record]:
    """
    Everyone who takes part, and the partner users with nothing special to tell.

    Examples:
        >>> next(cast()).name
        'Lighthouse Digital'
    """
    yield from PARTNERS
    yield from CLIENTS
    yield from EMPLOYEES
    yield from (user for _, user in _READ if user is not None)
