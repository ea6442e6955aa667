// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/quality_session.h"

#include <optional>

#include "views/quality/quality_look.h"
#include "views/state/task_thread.h"

namespace phi1 {
namespace {

/// Kinds of tasks, in the order in which they are done.
enum Task { Load, Cut, Text, Disagree = Text + QualitySession::textPlaces, Forests };

} // namespace

struct QualitySession::Worker {
    std::optional<QualityLook> look; ///< of the thread
    TaskThread thread;               ///< ends first
};

QualitySession::QualitySession(const QString &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_worker(std::make_unique<Worker>())
{}

QualitySession::~QualitySession()
{
    m_worker->thread.end();
}

void QualitySession::open(const QString &corpus, const SampleFilter &among)
{
    m_corpus = corpus;
    m_among = among;
    m_scores = {};
    load();
}

void QualitySession::refresh()
{
    if (!m_corpus.isEmpty())
        load();
}

void QualitySession::load()
{
    const quint64 opened = ++m_opened;
    if (m_corpus.isEmpty()) {
        m_worker->thread.drop();
        return;
    }
    Worker *worker = m_worker.get();
    m_worker->thread.post(Load, [this, worker, opened, root = m_workspace.toStdString(),
                                 corpus = m_corpus.toStdString(),
                                 among = m_among](const std::stop_token &stop) {
        auto look = QualityLook::open(Workspace{root}, corpus, among, stop);
        if (stop.stop_requested())
            return;
        if (!look) {
            const QString sentence = QString::fromStdString(look.error().message);
            worker->look.reset();
            QMetaObject::invokeMethod(this, [this, opened, sentence] {
                if (opened == m_opened)
                    emit failed(sentence);
            });
            return;
        }
        worker->look.emplace(std::move(*look));
        QMetaObject::invokeMethod(this, [this, opened, scores = worker->look->scores()] {
            if (opened != m_opened)
                return;
            m_scores = scores;
            emit scoresLoaded(m_scores);
        });
    });
}

void QualitySession::requestCut(const QualityCut &cut)
{
    Worker *worker = m_worker.get();
    m_worker->thread.post(Cut, [this, worker, opened = m_opened, cut](const std::stop_token &stop) {
        if (!worker->look)
            return;
        const auto result = worker->look->cut(cut, shownSamples, stop);
        if (stop.stop_requested())
            return;
        QMetaObject::invokeMethod(this, [this, opened, result] {
            if (opened != m_opened)
                return;
            if (result)
                emit cutLoaded(*result);
            else
                emit failed(QString::fromStdString(result.error().message));
        });
    });
}

void QualitySession::requestDisagreements(const QString &first, const QString &second)
{
    Worker *worker = m_worker.get();
    m_worker->thread.post(
        Disagree, [this, worker, opened = m_opened, first, second](const std::stop_token &stop) {
            if (!worker->look)
                return;
            const auto result = worker->look->disagreements(first, second, shownSamples, stop);
            if (stop.stop_requested())
                return;
            QMetaObject::invokeMethod(this, [this, opened, result] {
                if (opened != m_opened)
                    return;
                if (result)
                    emit disagreementsLoaded(*result);
                else
                    emit disagreementsFailed(QString::fromStdString(result.error().message));
            });
        });
}

void QualitySession::requestForests()
{
    Worker *worker = m_worker.get();
    m_worker->thread.post(Forests, [this, worker, opened = m_opened](const std::stop_token &stop) {
        if (!worker->look)
            return;
        const QualityForests forests = worker->look->forests();
        if (stop.stop_requested())
            return;
        QMetaObject::invokeMethod(this, [this, opened, forests] {
            if (opened == m_opened)
                emit forestsLoaded(forests);
        });
    });
}

void QualitySession::requestText(int place, SampleRow row)
{
    Q_ASSERT(place >= 0 && place < textPlaces);
    Worker *worker = m_worker.get();
    m_worker->thread.post(
        Text + place, [this, worker, opened = m_opened, place, row](const std::stop_token &stop) {
            if (!worker->look)
                return;
            const auto text = worker->look->text(row);
            if (stop.stop_requested())
                return;
            QMetaObject::invokeMethod(this, [this, opened, place, row, text] {
                if (opened != m_opened)
                    return;
                if (text)
                    emit textLoaded(place, row, *text);
                else
                    emit failed(QString::fromStdString(text.error().message));
            });
        });
}

} // namespace phi1
