// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plots/chart_area_p.h"

#include <QToolButton>

#include "views/plots/paint_layer.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int replotInterval = 33; // ms: at most 30 a second

} // namespace

void FixedTicker::generate(const QCPRange &, const QLocale &, QChar, int, QVector<double> &ticks,
                           QVector<double> *subTicks, QVector<QString> *tickLabels)
{
    ticks = places;
    if (subTicks)
        subTicks->clear();
    if (tickLabels)
        *tickLabels = labels;
}

ChartAreaPrivate::ChartAreaPrivate(ChartArea *area)
    : q(area)
    , plot(new QCustomPlot(area))
{
    plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    plot->setBackground(QBrush(Qt::NoBrush));
    plot->plotLayout()->clear(); // the axes made for everybody
    plot->plotLayout()->setMargins({});
    plot->addLayer(u"marks"_s, plot->layer(u"axes"_s), QCustomPlot::limAbove);
    layout = new FreeLayout;
    plot->plotLayout()->addElement(0, 0, layout);
    new PaintLayer(plot, u"background"_s, [this](QCPPainter *painter) { paintPanels(painter); });
    new PaintLayer(plot, u"marks"_s, [this](QCPPainter *painter) { paintMarks(painter); });
    new PaintLayer(plot, u"overlay"_s, [this](QCPPainter *painter) { paintOverlay(painter); });

    followButton = new QToolButton(area);
    followButton->setText(tr("Follow"));
    followButton->setAccessibleName(tr("Follow the newest step"));
    followButton->setToolTip(tr("Fit again and follow the newest step (F)"));
    followButton->setProperty("phi1Role", u"toggle"_s);
    followButton->setCheckable(true);
    followButton->setChecked(true);
    followButton->setFocusPolicy(Qt::NoFocus);
    followButton->hide();

    replotTimer.setSingleShot(true);
    QObject::connect(&replotTimer, &QTimer::timeout, area, [this] {
        sinceReplot.start();
        plot->replot(QCustomPlot::rpQueuedRefresh);
    });
    QObject::connect(followButton, &QToolButton::clicked, area, [area] { area->fit(); });
    QObject::connect(plot, &QCustomPlot::beforeReplot, area, [this] { prepare(); });
    QObject::connect(plot, &QCustomPlot::afterReplot, area, [this] { updateDrawnText(); });
    QObject::connect(&Theme::instance(), &Theme::themeChanged, area, [this] {
        restyle();
        queueReplot();
    });
}

ChartAreaPrivate::~ChartAreaPrivate() = default;

void ChartAreaPrivate::queueReplot()
{
    if (replotTimer.isActive())
        return;
    const qint64 since = sinceReplot.isValid() ? sinceReplot.elapsed() : replotInterval;
    replotTimer.start(static_cast<int>(std::max<qint64>(0, replotInterval - since)));
}

QColor ChartAreaPrivate::color(Theme::Token token) const
{
    return exporting ? Theme::instance().color(token, false) : Theme::instance().color(token);
}

QColor ChartAreaPrivate::runColor(const PlottedRun &run) const
{
    if (run.colour.isValid())
        return run.colour;
    return exporting ? Theme::instance().runColor(run.colourSlot, false)
                     : Theme::instance().runColor(run.colourSlot);
}

std::vector<double> ChartAreaPrivate::runDash(const PlottedRun &run) const
{
    std::vector<double> dash;
    for (const qreal length : Theme::instance().runDash(run.colourSlot))
        dash.push_back(length);
    return dash;
}

int ChartAreaPrivate::px(double length) const
{
    return Theme::instance().px(length);
}

QFont ChartAreaPrivate::font(Theme::Font role) const
{
    return Theme::instance().font(role);
}

void ChartAreaPrivate::rebuildCharts()
{
    for (std::size_t index = 0; index < charts.size(); ++index) {
        Chart &chart = *charts[index];
        chart.logY = logYChoices.value(chart.spec.id, chart.spec.logY);
        if (const auto restored = restoredY.constFind(chart.spec.id); restored != restoredY.cend())
            chart.zoomedY = *restored;
        chart.rect = new QCPAxisRect(plot, false);
        chart.rect->setAutoMargins(QCP::msNone);
        layout->add(chart.rect);
        chart.x = chart.rect->addAxis(QCPAxis::atBottom);
        chart.y = chart.rect->addAxis(QCPAxis::atLeft);
        chart.x->grid()->setVisible(true);
        chart.y->grid()->setVisible(true);
        chart.xTicker = QSharedPointer<FixedTicker>::create();
        chart.yTicker = QSharedPointer<FixedTicker>::create();
        chart.x->setTicker(chart.xTicker);
        chart.y->setTicker(chart.yTicker);
        chart.curves = new CurvePlottable(chart.x, chart.y);
        chart.menu = new QToolButton(q);
        chart.menu->setProperty("phi1Role", u"flat"_s);
        chart.menu->setAutoRaise(true);
        chart.menu->setFocusPolicy(Qt::NoFocus); // the menu key serves the focused chart
        chart.menu->setToolTip(tr("More about this chart"));
        chart.menu->setAccessibleName(tr("Menu of %1").arg(chart.spec.title));
        chart.menu->setVisible(!exporting);
        QObject::connect(chart.menu, &QToolButton::clicked, q,
                         [this, index = static_cast<int>(index)] {
                             QToolButton *button = charts[static_cast<std::size_t>(index)]->menu;
                             showMenu(index, button->mapToGlobal(button->rect().bottomLeft()));
                         });
    }
    restoredY.clear();
    focused = std::clamp(focused, 0, std::max(0, static_cast<int>(charts.size()) - 1));
    hideCursor();
    restyle();
    queueReplot();
}

void ChartAreaPrivate::restyle()
{
    const QPen axisPen(color(Theme::Token::Axis), 1);
    for (const auto &chart : charts) {
        for (QCPAxis *side : {chart->x, chart->y}) {
            side->setBasePen(axisPen);
            side->setTickPen(axisPen);
            side->setSubTicks(false);
            side->setNumberFormat(QStringLiteral("g")); // keeps 4.1e-4 as it was written
            side->setTickLength(0, side == chart->x ? px(4) : 0);
            side->setTickLabelFont(font(Theme::Font::Caption));
            side->setTickLabelColor(color(Theme::Token::Text3));
            side->setTickLabelPadding(side == chart->x ? px(3) : px(6));
            side->setLabelFont(font(Theme::Font::Caption));
            side->setLabelColor(color(Theme::Token::Text2));
            side->setLabelPadding(px(4));
            side->setSelectableParts(QCPAxis::spNone);
            side->grid()->setPen(QPen(color(Theme::Token::Grid), 1));
            side->grid()->setZeroLinePen(Qt::NoPen);
            side->grid()->setSubGridVisible(false);
        }
        if (!exporting) {
            chart->menu->setIcon(Theme::instance().icon(u"more"_s));
            chart->menu->setIconSize(QSize(px(16), px(16)));
        }
    }
    followButton->setFont(font(Theme::Font::Small));
}

const Chart *ChartAreaPrivate::chartOf(const QString &id) const
{
    for (const auto &chart : charts)
        if (chart->spec.id == id)
            return chart.get();
    return nullptr;
}

Chart *ChartAreaPrivate::chartOf(const QString &id)
{
    return const_cast<Chart *>(std::as_const(*this).chartOf(id));
}

int ChartAreaPrivate::runOf(const QString &id) const
{
    for (int index = 0; index < runs.size(); ++index)
        if (runs[index].id == id)
            return index;
    return -1;
}

const Chart::RunLine *ChartAreaPrivate::lineOf(const Chart &chart, int run) const
{
    for (const Chart::RunLine &line : chart.runLines)
        if (line.run == run)
            return &line;
    return nullptr;
}

} // namespace phi1
